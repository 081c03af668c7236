import { hash, verify } from '@node-rs/argon2'
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database/database.ts'

/** OWASP's recommendation for argon2id, which is this library's default algorithm: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(canonical(password), cost)
}

/** Stores the password that somebody chose; whoever was to be invited to choose one need not be any more. */
export async function storePassword(
  db: Db | Tx,
  input: { userId: number; passwordHash: string; now: Date },
): Promise<void> {
  await sql`
    with doubted as (insert into mail_doubts (user_ids) values (array[${input.userId}::int]))
    insert into credentials (user_id, password_hash, changed_at)
    values (${input.userId}, ${input.passwordHash}, ${input.now})
    on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
  `.execute(db)
}

/** Whether it is the password of this user. It takes the same time when there is no such user or no password yet. */
export async function isPasswordOf(
  db: Db | Tx,
  input: { userId: number | undefined; password: string },
): Promise<boolean> {
  const { rows } = await sql<{ password_hash: string }>`
    select password_hash from credentials where user_id = ${input.userId ?? 0}`.execute(db)
  const stored = rows[0]?.password_hash
  const matches = await verify(stored ?? (await nobodysHash()), canonical(input.password))
  return matches && stored !== undefined
}

let nobodys: Promise<string> | undefined
function nobodysHash(): Promise<string> {
  nobodys ??= hash('the password of nobody', cost)
  return nobodys
}

/** The same characters typed on another keyboard may arrive as other code points. */
function canonical(password: string): string {
  return password.normalize('NFKC')
}
