import { sql } from 'kysely'
import { editFacts, insertFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { preview } from '../../server/preview.ts'
import { author } from '../academy/shape.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { percentile, repeat, summary, timed } from '../measure.ts'
import { everyoneTo, newActivity } from './acts.ts'
import { Walk } from './walk.ts'

const act = { kind: 'bench', author } as const

/** What an act would do, with everybody's name and reason, kept to be paged through: rehearsed, planned and rolled back. */
export const previews: Topic = {
  name: 'preview',
  async measure(bench) {
    return [await previewOfLink(bench), await previewOfMove(bench)]
  },
}

async function previewOfLink({ db, users }: Bench): Promise<Figure> {
  const activityId = await newActivity(db)
  const rounds = await repeat(5, async () => {
    const bare = await timed(() => listThoseNotIn(db, activityId))
    const engine = await timed(async () => {
      const { counts } = await preview(db, act, (tx) => insertFacts(tx, 'assignments', [everyoneTo(activityId)]))
      if (counts.enrolled.people !== users)
        throw new Error(`${counts.enrolled.people} people are foreseen, not ${users}`)
    })
    return { bare, engine }
  })
  return {
    key: 'preview-link',
    what: 'preview of a link to everyone',
    unit: 'ms',
    ...summary(rounds.map(({ engine }) => engine)),
    bare: { what: 'select of those who are not in it', ...summary(rounds.map(({ bare }) => bare)) },
  }
}

const listThoseNotIn = (db: Db, activityId: number) =>
  sql`
    select array_agg(p.user_id) from profiles p
    left join enrollments e on e.user_id = p.user_id and e.activity_id = ${activityId}
    where e.user_id is null`.execute(db)

async function previewOfMove(bench: Bench): Promise<Figure> {
  const walk = new Walk(bench)
  const times = await repeat(320, async () => {
    const { id, to } = await walk.next()
    const bare = await timed(() => sql`select * from enrollments where user_id = ${id}`.execute(bench.db))
    const engine = await timed(() => preview(bench.db, act, (tx) => editFacts(tx, 'users', [{ id, ...to }])))
    return { bare, engine }
  })
  const median = (which: 'bare' | 'engine') =>
    percentile(
      times.slice(20).map((time) => time[which]),
      50,
    )
  return {
    key: 'preview-move',
    what: 'preview of one user’s move, p50',
    unit: 'ms',
    value: median('engine'),
    bare: { what: 'that user’s enrollments by key', value: median('bare') },
  }
}
