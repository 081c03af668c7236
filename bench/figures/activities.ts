import { sql } from 'kysely'
import { listTargets as targets } from '../../server/enrollment/assignment/contract.ts'
import { findTargets } from '../../server/enrollment/assignment/targets.ts'
import { type Language, language, listActivities as operation } from '../../server/learning/contract.ts'
import { findActivityMatches, listActivities } from '../../server/learning/queries.ts'
import type { Db, Tx } from '../../server/platform/database/database.ts'
import type { Figure, Topic } from '../figure.ts'
import { barely, percentile, repeat, summary, timed } from '../measure.ts'

/** Beside those of the academy, and gone afterwards. */
const many = 100_000

type Asked = { key: string; what: string; ask: (reader: Language, nth: number) => Promise<unknown> }

/** Larger academies take the same, but for those by participants; and minutes to bring so many in, and out. */
const mostUsers = 10_000

/** What a picker or a list of learning activities shows first, for readers of each language, where there are very many. */
export const activities: Topic = {
  name: 'activities',
  async measure({ db, users }) {
    if (users > mostUsers) return []
    const last = await barely(db, insertActivities)
    try {
      await sql`vacuum analyze targets, learning_activities, learning_activity_texts, activity_titles`.execute(db)
      const figures: Figure[] = []
      for (const asked of askedOf(db)) figures.push(...(await measure(asked)))
      return figures
    } finally {
      await barely(db, (tx) => removeActivities(tx, last))
      await sql`vacuum analyze targets, learning_activities, learning_activity_texts, activity_titles`.execute(db)
    }
  },
}

function askedOf(db: Db): Asked[] {
  const page = (reader: Language, query: object) =>
    listActivities(db, { query: operation.query.parse(query), language: reader })
  const pick = (reader: Language, query: object) =>
    findTargets(db, { ...targets.query.parse(query), unit: undefined, language: reader })
  const word = (nth: number) => `course ${100 + (nth % 800)}`
  return [
    { key: 'first', what: 'activities by title', ask: (reader) => page(reader, {}) },
    { key: 'last', what: 'activities by title, from the last', ask: (reader) => page(reader, { sort: '-title' }) },
    {
      key: 'place',
      what: 'activities by title from a place on',
      ask: (reader, nth) => page(reader, { at: 1 + ((nth * 7919) % 9_900) }),
    },
    { key: 'type', what: 'activities by type', ask: (reader) => page(reader, { sort: 'type' }) },
    { key: 'of-type', what: 'activities of a type', ask: (reader) => page(reader, { type: 'exam' }) },
    {
      key: 'participants',
      what: 'activities by participants, most first',
      ask: (reader) => page(reader, { sort: '-participants' }),
    },
    {
      key: 'fewest',
      what: 'activities by participants, fewest first',
      ask: (reader) => page(reader, { sort: 'participants' }),
    },
    { key: 'search', what: 'activities by a word', ask: (reader, nth) => page(reader, { search: word(nth) }) },
    { key: 'search-all', what: 'activities by a word of all', ask: (reader) => page(reader, { search: 'course' }) },
    {
      key: 'matches',
      what: 'all activities that match, to pick',
      ask: (reader) => findActivityMatches(db, { language: reader }),
    },
    { key: 'targets', what: 'what can be assigned', ask: (reader) => pick(reader, {}) },
    {
      key: 'targets-search',
      what: 'what can be assigned, by a word',
      ask: (reader, nth) => pick(reader, { search: word(nth) }),
    },
    {
      key: 'targets-search-all',
      what: 'what can be assigned, by a word of all',
      ask: (reader) => pick(reader, { search: 'course' }),
    },
  ]
}

async function measure({ key, what, ask }: Asked): Promise<Figure[]> {
  const readers = language.options
  const series = await repeat(3, async (of) => {
    const times = await repeat(110, (nth) =>
      timed(() => ask(readers[nth % readers.length] as Language, of * 110 + nth)),
    )
    return times.slice(10)
  })
  const at = (percent: number) => summary(series.map((times) => percentile(times, percent)))
  return [50, 99].map((percent) => ({
    key: `activities-${key}-p${percent}`,
    what: `${what}, p${percent}`,
    unit: 'ms',
    ...at(percent),
    ...(percent === 99 && { aim: { of: 'value' as const, most: 50 } }),
    note: `${many.toLocaleString('en')} activities`,
  }))
}

/** With titles in one to four languages, in no order. Answers the number of the last one before. */
async function insertActivities(tx: Tx): Promise<number> {
  const { rows } = await sql<{ last: number }>`select max(id) as last from targets`.execute(tx)
  await sql`insert into targets (kind) select 'activity' from generate_series(1, ${many}::int)`.execute(tx)
  const last = rows[0]?.last ?? 0
  await sql`
    insert into learning_activities (id, type, archived)
    select id, (array['e-learning', 'classroom', 'webinar', 'document', 'exam', 'video'])[1 + id % 6], id % 20 = 0
    from targets where id > ${last}`.execute(tx)
  await sql`
    insert into learning_activity_texts (activity_id, language, title)
    select activity.id, languages.code, initcap(left(md5(activity.id::text), 6)) || ' course ' || activity.id || ' ' || languages.code
    from learning_activities as activity
    cross join lateral (select 1 + activity.id % 4 as texts, activity.id / 4 % 4 as first) as has
    join languages on (languages.id - 1 - has.first + 4) % 4 < has.texts
    where activity.id > ${last}`.execute(tx)
  return last
}

async function removeActivities(tx: Tx, last: number): Promise<void> {
  await sql`delete from learning_activity_texts where activity_id > ${last}`.execute(tx)
  await sql`delete from learning_activities where id > ${last}`.execute(tx)
  await sql`delete from targets where id > ${last}`.execute(tx)
}
