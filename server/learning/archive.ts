import { sql } from 'kysely'
import { type Change, editFacts } from '../facts.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'

const archivedAlready = sentence('learning.archived-already', 'This {{thing}} is archived already.')
const restoredAlready = sentence('learning.restored-already', 'This {{thing}} is not archived.')

const kinds = {
  activity: { table: 'learning_activities', one: 'learning activity' },
  qualification: { table: 'qualifications', one: 'qualification' },
} as const

/**
 * Archives a learning activity, which nothing requires then, or a qualification, which leads to nothing then; or restores it.
 * What becomes of enrollments is not decided here: the engine derives it.
 */
export async function setArchived(
  tx: Change,
  input: { kind: keyof typeof kinds; id: number; archived: boolean },
): Promise<void> {
  const { kind, id, archived } = input
  const { table, one } = kinds[kind]
  const { rows } = await sql<{ archived: boolean }>`
    select archived from ${sql.table(table)} where id = ${id}`.execute(tx.db)
  const [present] = rows
  if (!present) throw notFound(one)
  if (present.archived === archived) {
    throw archived
      ? conflict('archived-already', archivedAlready({ thing: one }))
      : conflict('restored-already', restoredAlready({ thing: one }))
  }
  await editFacts(tx, table, [{ id, archived }])
}
