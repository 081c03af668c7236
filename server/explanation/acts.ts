import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'
import type { Act } from './contract.ts'

/** What was done, when and by whom, by batch. */
export async function findActs(db: Db, batchIds: readonly number[]): Promise<Map<number, Act>> {
  if (batchIds.length === 0) return new Map()
  const { rows } = await sql<ActRow>`
    select b.id, b.kind, b.at, b.author as author_kind, b.author_id, author.name as author_name, b.undoes
    from batches b
    left join users author on author.id = b.author_id
    where b.id = any (${batchIds}::bigint[])`.execute(db)
  return new Map(rows.map((row) => [row.id, actOf(row)]))
}

type ActRow = {
  id: number
  kind: string
  at: Date
  author_kind: Act['author']['kind']
  author_id: number | null
  author_name: string | null
  undoes: number | null
}

function actOf({ id, kind, at, author_kind, author_id, author_name, undoes }: ActRow): Act {
  const author = { kind: author_kind, id: author_id, name: author_name }
  return { id, kind, at: at.toISOString(), author, undoes }
}
