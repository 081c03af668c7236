import { sql } from 'kysely'
import { commit } from '../../server/change.ts'
import { foldTallies } from '../../server/enrollment/jobs.ts'
import { countBatches } from '../../server/history/counted.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { declare } from './declarations.ts'
import { deriveEveryone, insertProgress } from './derive.ts'
import { insertMemberships, insertOrganisation, insertUsers } from './facts.ts'
import { withoutIndexes } from './indexes.ts'
import { author } from './shape.ts'

/**
 * An academy of so many users. Facts come from set statements, what follows from them comes from the engine; indexes of
 * the large tables are built when they are full. Tells `said` what it is at.
 */
export async function buildAcademy(db: Db, users: number, said: (what: string) => void): Promise<void> {
  await insertOrganisation(db, users)
  await declare(db)
  said('people')
  await withoutIndexes(db, ['users', 'changes', 'memberships'], () => insertPeople(db, users))
  await sql`analyze`.execute(db)
  said('what follows')
  await withoutIndexes(db, ['profiles', 'enrollments', 'events'], () => deriveEveryone(db, users))
  await withoutIndexes(db, ['progress', 'completions'], () => insertProgress(db))
  await countBatches(db)
  await foldTallies(db)
  said('vacuum')
  await sql`vacuum analyze`.execute(db)
  // The rules were declared when nobody was there; the calendar looks at that each day.
  await sql`select refresh_outgrown_anchors()`.execute(db)
  await sql`analyze rule_anchors`.execute(db)
  await sql`checkpoint`.execute(db)
}

async function insertPeople(db: Db, users: number): Promise<void> {
  await commit(db, { kind: 'bench', author }, async (tx) => {
    const everyone = { first: 1, last: users, of: users }
    await insertUsers(tx, everyone)
    await insertMemberships(tx, everyone)
  })
}
