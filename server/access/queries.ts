import { sql } from 'kysely'
import type { z } from 'zod'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Actor } from './actor.ts'
import type { readAcademy, Session } from './contract.ts'

type Academy = Omit<z.infer<typeof readAcademy.response>, 'mailReady'>

/** The academy, or null as long as nobody has set it up. */
export async function findAcademy(db: Db): Promise<Academy | null> {
  const { rows } = await sql<{ name: string; language: Language; time_zone: string; mail_on: boolean }>`
    select name, language, time_zone, mail_on from academy`.execute(db)
  const [academy] = rows
  if (!academy) return null
  return { name: academy.name, language: academy.language, timeZone: academy.time_zone, mailOn: academy.mail_on }
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
