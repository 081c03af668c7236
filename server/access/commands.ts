import { sql } from 'kysely'
import type { z } from 'zod'
import { onLeavingNumber } from '../enrollment/engine/onLeaving.ts'
import { type Change, editFacts, insertFacts } from '../facts.ts'
import { conflict } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { editAcademy, setUp } from './contract.ts'
import { storePassword } from './password.ts'

/**
 * Makes the academy, its first company and its administrator: once. A second attempt is refused, also when two people
 * send the form at the same moment. Answers the administrator's id.
 */
export async function setUpAcademy(
  tx: Change,
  input: Omit<z.output<typeof setUp.body>, 'password'> & { passwordHash: string; now: Date },
): Promise<number> {
  // A statement of its own: what is read after it sees whatever the one before us committed.
  await sql`select pg_advisory_xact_lock(hashtextextended('muster.setup', 0))`.execute(tx.db)
  const { rows } = await sql`select from academy`.execute(tx.db)
  if (rows.length > 0) throw conflict('set-up', setUpAlready())
  const today = dayIn(input.timeZone, input.now)
  await insertFacts(tx, 'academy', [
    { name: input.academyName, language: input.language, time_zone: input.timeZone, today },
  ])
  // Everybody is in exactly one company, and most academies are of one.
  const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: input.academyName }])
  const [userId = 0] = await insertFacts(tx, 'users', [
    {
      name: input.name,
      email: input.email,
      role: 'administrator',
      status: 'active',
      company_id: companyId,
      language: input.language,
      added_on: today,
    },
  ])
  await storePassword(tx.db, { userId, passwordHash: input.passwordHash, now: input.now })
  return userId
}

export async function changeAcademy(tx: Change, input: z.output<typeof editAcademy.body>): Promise<void> {
  const { name, language, timeZone, onLeaving, mailOn } = input
  await editFacts(tx, 'academy', [
    {
      id: true,
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language }),
      ...(timeZone !== undefined && { time_zone: timeZone }),
      ...(onLeaving !== undefined && { on_leaving: onLeavingNumber(onLeaving) }),
      ...(mailOn !== undefined && { mail_on: mailOn }),
    },
  ])
}

/**
 * Throws when this change leaves nobody who may administrate. To be called at the end of a command that takes roles or
 * deactivates; two such commands wait for each other here.
 */
export async function keepsAnAdministrator(tx: Change): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('muster.administrators', 0))`.execute(tx.db)
  const { rows } = await sql`
    select from users where role = 'administrator' and status = 'active' limit 1`.execute(tx.db)
  if (rows.length > 0) return
  throw conflict('last-administrator', lastAdministrator(), 'role')
}

export const setUpAlready = sentence('access.set-up', 'This academy has already been set up. Sign in instead.')
const lastAdministrator = sentence(
  'access.last-administrator',
  'This is the last active administrator. Make someone else an administrator first.',
)

/** The day it is there and then, `2026-05-03`. */
function dayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now)
}
