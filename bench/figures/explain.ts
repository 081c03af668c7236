import { sql } from 'kysely'
import { explain } from '../../server/enrollment/engine/index.ts'
import type { Topic } from '../figure.ts'
import { percentile, repeat, summary, timed } from '../measure.ts'

/** Every cause of every enrollment of one user, with names and since when. Beside it that user's rows by their key. */
export const explained: Topic = {
  name: 'explain',
  async measure({ db, users }) {
    let causes = 0
    const series = await repeat(3, async (of) => {
      const times = await repeat(520, async (nth) => {
        const id = 1 + (((of * 520 + nth) * 7919) % users)
        const bare = await timed(() => sql`select * from enrollments where user_id = ${id}`.execute(db))
        const why = await timed(async () => {
          causes += (await explain(db, { userIds: [id] })).length
        })
        return { bare, why }
      })
      return times.slice(20)
    })
    const median = (which: 'bare' | 'why') =>
      summary(
        series.map((times) =>
          percentile(
            times.map((time) => time[which]),
            50,
          ),
        ),
      )
    return [
      {
        key: 'explain',
        what: 'every why of one user, p50',
        unit: 'ms',
        ...median('why'),
        bare: { what: 'that user’s enrollments by key', ...median('bare') },
        aim: { of: 'value', most: 1 },
        note: `${(causes / (3 * 520)).toFixed(1)} causes`,
      },
    ]
  },
}
