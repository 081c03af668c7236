import { sql } from 'kysely'
import type { Actor } from '../../server/access/actor.ts'
import { listHolders as holders, listParticipants as participants } from '../../server/enrollment/contract.ts'
import { listHolders } from '../../server/enrollment/holders.ts'
import { listParticipants } from '../../server/enrollment/queries.ts'
import { findByName as named } from '../../server/finding/contract.ts'
import { findByName } from '../../server/finding/queries.ts'
import { listBatches } from '../../server/history/batches.ts'
import { listBatches as batches, listTeamHistory as teamHistory } from '../../server/history/contract.ts'
import { listTeamHistory } from '../../server/history/team.ts'
import { teams } from '../../server/organization/contract.ts'
import { listMembers } from '../../server/organization/queries.ts'
import type { Db } from '../../server/platform/database/database.ts'
import type { Page } from '../../server/platform/database/page.ts'
import { listUsers as users } from '../../server/user/contract.ts'
import { listUsers } from '../../server/user/queries.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { percentile, repeat, summary, timed } from '../measure.ts'

/** One page of a list, the `nth` time it is asked for. */
type Listed = { key: string; what: string; page: (nth: number) => Promise<Page<unknown>>; of?: 'users' | 'batches' }

/** What the screens ask for: pages of 50, each time with another value, and beside each the same people by their key. */
export const lists: Topic = {
  name: 'lists',
  async measure(bench) {
    const figures: Figure[] = []
    for (const listed of await listsOf(bench)) figures.push(...(await measure(bench.db, listed)))
    return figures
  },
}

async function measure(db: Db, { key, what, page, of: table = 'users' }: Listed): Promise<Figure[]> {
  let total = ''
  const series = await repeat(3, async (of) => {
    const times = await repeat(110, async (nth) => {
      let found: Page<unknown> | undefined
      const asked = await timed(async () => {
        found = await page(of * 110 + nth)
      })
      total = `${found?.total.toLocaleString('en')}${found?.uncounted ? '+' : ''} match`
      const ids = (found?.items ?? []).map((item) => idOf(item as Item))
      const bare = await timed(() => sql`select * from ${sql.table(table)} where id = any (${ids}::int[])`.execute(db))
      return { asked, bare }
    })
    return times.slice(10)
  })
  const at = (percent: number, which: 'asked' | 'bare') =>
    summary(
      series.map((times) =>
        percentile(
          times.map((time) => time[which]),
          percent,
        ),
      ),
    )
  const figure = (percent: number): Figure => ({
    key: `list-${key}-p${percent}`,
    what: `${what}, p${percent}`,
    unit: 'ms',
    ...at(percent, 'asked'),
    bare: { what: `the same ${table} by key`, ...at(percent, 'bare') },
    ...(percent === 99 && { aim: { of: 'value' as const, most: 50 } }),
    note: total,
  })
  return [figure(50), figure(99)]
}

type Item = { id?: number; user?: { id: number }; batch?: { id: number } }
const idOf = ({ id, user, batch }: Item) => user?.id ?? batch?.id ?? id ?? 0

/** What the palette asks for a word: people, and whatever else has a name. The page is that of the people. */
async function findAll(db: Db, search: string): Promise<Page<unknown>> {
  const query = named.query.parse({ search })
  const { users: items } = await findByName(db, { query, language: 'en' })
  return { items, total: items.length, uncounted: items.length === query.limit, from: 1, next: null, previous: null }
}

async function listsOf({ db, users: many, departments }: Bench): Promise<Listed[]> {
  const actor: Actor = {
    userId: 1,
    name: 'Bench',
    role: 'administrator',
    language: 'en',
    isManager: true,
  }
  const found = await sql<{ activities: number[]; qualifications: number[] }>`
    select array(select id from learning_activities order by id) as activities,
      array(select id from qualifications order by id) as qualifications`.execute(db)
  const { activities = [], qualifications = [] } = found.rows[0] ?? {}
  const ofUsers = (query: object) => listUsers(db, { query: users.query.parse(query) })
  const spread = (nth: number, of: number) => 1 + ((nth * 7919) % of)
  const one = (ids: readonly number[], nth: number) => ids[nth % ids.length] ?? 0
  return [
    { key: 'users', what: 'users by name', page: () => ofUsers({}) },
    {
      key: 'users-place',
      what: 'users by name from a place on',
      page: (nth) => ofUsers({ at: spread(nth, 9_900) }),
    },
    { key: 'users-added', what: 'users by the day they were added', page: () => ofUsers({ sort: '-addedOn' }) },
    { key: 'users-search', what: 'users by a name', page: (nth) => ofUsers({ search: `user ${spread(nth, many)}` }) },
    { key: 'users-team', what: 'users of a team', page: (nth) => ofUsers({ teamId: `${spread(nth, 800)}` }) },
    {
      key: 'users-department',
      what: 'users of a department and those below',
      page: (nth) => ofUsers({ departmentId: `${spread(nth, Math.min(200, departments))}` }),
    },
    {
      key: 'users-team-group',
      what: 'users of a team and a group, active, by day',
      page: (nth) =>
        ofUsers({
          teamId: `${spread(nth, 800)}`,
          groupId: `${spread(nth + 3, 400)}`,
          status: 'active',
          sort: 'addedOn',
        }),
    },
    {
      key: 'participants',
      what: 'participants with every why',
      page: (nth) =>
        listParticipants(db, { actor, activityId: one(activities, nth), asked: participants.query.parse({}) }),
    },
    {
      key: 'members',
      what: 'members of a team',
      page: (nth) => listMembers(db, { kind: 'teams', id: spread(nth, 800), query: teams.members.query.parse({}) }),
    },
    {
      key: 'holders',
      what: 'holders of a qualification',
      page: (nth) => listHolders(db, { qualificationId: one(qualifications, nth), asked: holders.query.parse({}) }),
    },
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
    { key: 'palette', what: 'all that Ctrl-K finds by a name', page: (nth) => findAll(db, `${spread(nth, 40)}`) },
  ]
}
