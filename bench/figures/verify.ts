import { sql } from 'kysely'
import { findDifferences } from '../../server/enrollment/engine/index.ts'
import type { Db } from '../../server/platform/database/database.ts'
import type { Topic } from '../figure.ts'
import { repeat, summary, timed } from '../measure.ts'

/** Everything stored compared with what the facts give, over one connection and so on one core of the database's. */
export const verify: Topic = {
  name: 'verify',
  async measure({ db, users }) {
    const rounds = await repeat(users >= 1_000_000 ? 1 : 3, async () => {
      const bare = await timed(() => readEverything(db))
      return { bare, engine: await timed(() => expectNoDifferences(db)) }
    })
    return [
      {
        key: 'verify',
        what: 'verify of everything',
        unit: 'ms',
        ...summary(rounds.map(({ engine }) => engine)),
        bare: { what: 'read of all enrollments and profiles', ...summary(rounds.map(({ bare }) => bare)) },
        aim: { of: 'value', most: (30_000 * users) / 1_000_000 },
      },
    ]
  },
}

/** Asked once more when all is measured: figures of an academy that is not right are none. */
export async function expectNoDifferences(db: Db): Promise<void> {
  for await (const { differences, onTheirWay } of findDifferences(db)) {
    if (differences.length + onTheirWay === 0) continue
    const kinds = [...new Set(differences.map(({ kind }) => kind))].join(', ')
    throw new Error(`the academy is not as its facts give it: ${kinds || 'something is still owed'}`)
  }
}

/** On one core too. */
const readEverything = (db: Db) =>
  db.transaction().execute(async (tx) => {
    await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
    await sql`select sum(state), max(changed_at), max(batch_id) from enrollments`.execute(tx)
    await sql`select sum(cardinality(audience_ids)) from profiles`.execute(tx)
  })
