import type { Db } from '../platform/database/database.ts'
import type { Finding } from './findings.ts'
import type { Layout } from './layout.ts'
import { resolveMarked } from './marked.ts'
import type { Resolved } from './resolved.ts'
import { resolveUsers } from './userRows.ts'

/**
 * Reads the rows of an import against the academy as it is now, in their order and some thousands at a time. The check, the
 * plan and the start each read them so, and differ only in what they do with what this yields. `barred` are rows that an
 * earlier reading found wrong only at its end.
 */
export function resolve(
  db: Db,
  input: {
    importId: number
    /** Who acts by it: one does not shut oneself out by a file. */
    authorId: number | null
    layout: Layout
    today: string
    barred?: ReadonlyMap<number, readonly Finding[]>
  },
): AsyncGenerator<Resolved> {
  return input.layout.action === 'users' ? resolveUsers(db, input) : resolveMarked(db, input)
}
