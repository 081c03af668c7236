import { sql } from 'kysely'
import { listBatches } from '../../server/history/batches.ts'
import {
  listActivityHistory as activityHistory,
  listBatches as batches,
  listMoves as moves,
  listTeamHistory as teamHistory,
} from '../../server/history/contract.ts'
import { countBatches } from '../../server/history/counted.ts'
import { listActivityHistory } from '../../server/history/histories.ts'
import { listMoves } from '../../server/history/moves.ts'
import { listTeamHistory } from '../../server/history/team.ts'
import type { Bench, Topic } from '../figure.ts'
import { repeat } from '../measure.ts'
import { actor, type Listed, measureLists, one, spread } from './lists.ts'
import { Walk } from './walk.ts'

/** So many acts of a moment after those that built the academy: a page then has to find its own among others. */
const smallActs = 5_000

/** So many of them are done and not written down yet: as many as are done between two looks of the worker, at a hundred a second. */
const uncounted = 500

/** So many acts then pass by a manager's people: as many as an academy of a million sees in months. */
const passingBy = 400_000

/** The first page of each history. */
export const histories: Topic = {
  name: 'histories',
  async measure(bench) {
    const walk = new Walk(bench)
    await repeat(smallActs - uncounted, () => walk.move())
    await countBatches(bench.db)
    await repeat(uncounted, () => walk.move())
    const figures = await measureLists(bench.db, await listsOfHistory(bench))
    await passBy(bench)
    return [...figures, ...(await measureLists(bench.db, [ofQuietPeople(bench)]))]
  },
}

/** What is written down of acts upon users of the last four fifths, one each. */
async function passBy({ db, users }: Bench): Promise<void> {
  await sql`
    with act as (
      insert into batches (kind, author, facts, moves, about)
      select 'bench', 'demo', 1, '{}', '{"things": [], "more": 0, "kinds": [], "isWhole": true}'
      from generate_series(1, ${passingBy}::int) returning id
    )
    insert into batch_users (batch_id, user_id, moved)
    select id, ${0.2 * users}::int + 1 + (id * 7919 % ${0.8 * users}::int)::int, true from act`.execute(db)
  await sql`vacuum analyze batches, batch_users`.execute(db)
}

/** A manager of some thousand people, all of them of the second tenth. */
function ofQuietPeople({ db, users }: Bench): Listed {
  const first = users / 10_000
  return {
    key: 'quiet-team-history',
    what: `the history of a manager’s people whom ${passingBy.toLocaleString('en')} acts passed by`,
    of: 'batches',
    page: (nth) =>
      listTeamHistory(db, {
        actor: { ...actor, userId: first + spread(nth, first), role: 'learner' },
        asked: teamHistory.query.parse({}),
      }),
  }
}

async function listsOfHistory({ db }: Bench): Promise<Listed[]> {
  const found = await sql<{ activities: number[]; large: number }>`
    select array(select id from learning_activities order by id) as activities,
      (select min(id) from batches where is_large) as large`.execute(db)
  const { activities = [], large = 0 } = found.rows[0] ?? {}
  return [
    {
      key: 'history',
      what: 'the history of the academy',
      of: 'batches',
      page: () => listBatches(db, { query: batches.query.parse({}), language: 'en' }),
    },
    {
      key: 'team-history',
      what: 'the history of a manager’s people',
      of: 'batches',
      // Each with those below: of a hundred, ninety have some hundred people, and ten some thousand.
      page: (nth) =>
        listTeamHistory(db, {
          actor: { ...actor, userId: 12 + spread(nth, 1_000), role: 'learner' },
          asked: teamHistory.query.parse({}),
        }),
    },
    {
      key: 'activity-history',
      what: 'the history of a course',
      of: 'batches',
      page: (nth) =>
        listActivityHistory(db, { actor, activityId: one(activities, nth), asked: activityHistory.query.parse({}) }),
    },
    {
      key: 'moves',
      what: 'whom an act of everybody’s enrolled',
      page: () => listMoves(db, { batchId: large, asked: moves.query.parse({}), language: 'en' }),
    },
  ]
}
