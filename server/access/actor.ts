import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import type { UserRole } from '../user/contract.ts'

/** Who asks. Being a manager is a fact about reports and grants, not a role. */
export type Actor = {
  readonly userId: number
  readonly name: string
  readonly role: UserRole
  readonly isManager: boolean
  readonly language: Language
}

/** The actor that an active user is, or undefined: nobody acts as someone who was deactivated. */
export async function findActor(db: Db | Tx, userId: number): Promise<Actor | undefined> {
  const { rows } = await sql<Actor>`
    select users.id as "userId", users.name, users.role, users.language, ${isManager} as "isManager"
    from users where users.id = ${userId} and users.status = 'active'`.execute(db)
  return rows[0]
}

/** Whether the row of `users` at hand has direct reports or was granted people. */
export const isManager = sql<boolean>`(
  exists (select from users as report where report.manager_id = users.id and report.status = 'active')
  or exists (select from grants where grants.user_id = users.id))`
