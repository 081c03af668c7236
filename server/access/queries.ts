import { sql } from 'kysely'
import type { z } from 'zod'
import { onLeavingWord } from '../enrollment/engine/onLeaving.ts'
import type { Db } from '../platform/database/database.ts'
import type { Actor } from './actor.ts'
import type { readAcademy, Session } from './contract.ts'

type Academy = Omit<z.infer<typeof readAcademy.response>, 'mailReady'> & { today: string }

/** The academy, or null as long as nobody has set it up. */
export async function findAcademy(db: Db): Promise<Academy | null> {
  const { rows } = await sql<Omit<Academy, 'onLeaving'> & { on_leaving: number }>`
    select name, language, time_zone as "timeZone", today, on_leaving, mail_on as "mailOn" from academy`.execute(db)
  const [academy] = rows
  if (!academy) return null
  const { on_leaving, ...settings } = academy
  return { ...settings, onLeaving: onLeavingWord(on_leaving) }
}

/** What the screens need to know first: the academy, and who is signed in. */
export async function describeSession(db: Db, actor: Actor | null | undefined): Promise<Session> {
  const [academy, email] = await Promise.all([findAcademy(db), actor ? emailOf(db, actor.userId) : ''])
  if (!actor) return { academy, user: null }
  const { userId, name, role, language, isManager } = actor
  return { academy, user: { id: userId, name, email, role, language, isManager } }
}

async function emailOf(db: Db, userId: number): Promise<string> {
  const { rows } = await sql<{ email: string }>`select email from users where id = ${userId}`.execute(db)
  return rows[0]?.email ?? ''
}
