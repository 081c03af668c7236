import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'

/** Users in events, composed in one transaction: about a second's work. */
const stepSize = 20_000

/** Doubts settled in one transaction: each names the users of a bucket at most, or of one act. */
const doubtsAtATime = 20

/**
 * One step of composing: from what the engine owes to messages, and which of these wait in vain, as
 * compose.sql tells. Answers whether there may be more to do, and whether messages may be sent now.
 */
export async function composeStep(db: Db, input: { mailReady: boolean }): Promise<{ more: boolean; due: boolean }> {
  const { rows } = await sql<{ consumed: number; due: number }>`
    select consumed, due from compose_some(${input.mailReady}, ${stepSize})`.execute(db)
  const [done] = rows
  const imports = await sql<{ due: number }>`select compose_imports(${input.mailReady}) as due`.execute(db)
  const due = (done?.due ?? 0) + (imports.rows[0]?.due ?? 0)
  const { rows: settled } = await sql<{ doubts: number }>`select settle_doubts(${doubtsAtATime}) as doubts`.execute(db)
  await sql`select fold_message_tallies()`.execute(db)
  return { more: (done?.consumed ?? 0) + (settled[0]?.doubts ?? 0) > 0, due: due > 0 }
}

/** Composes until nothing is owed: for one-off commands and tests, where no worker runs. */
export async function composeMessages(db: Db, input: { mailReady: boolean }): Promise<void> {
  while ((await composeStep(db, input)).more);
}
