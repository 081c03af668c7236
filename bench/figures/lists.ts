import { sql } from 'kysely'
import type { Actor } from '../../server/access/actor.ts'
import { listParticipants as participants } from '../../server/enrollment/contract.ts'
import { listHolders as holders } from '../../server/enrollment/holder/contract.ts'
import { listHolders } from '../../server/enrollment/holder/holders.ts'
import { listParticipants } from '../../server/enrollment/queries.ts'
import { findByName as named } from '../../server/finding/contract.ts'
import { findByName } from '../../server/finding/queries.ts'
import { listParticipantsOn as participantsOn } from '../../server/history/contract.ts'
import { listParticipantsOn } from '../../server/history/pastDay.ts'
import { listActivities as courses } from '../../server/learning/contract.ts'
import { listActivities } from '../../server/learning/queries.ts'
import { companies, departments as ofDepartments, teams } from '../../server/organization/contract.ts'
import { listMembers, listUnits } from '../../server/organization/queries.ts'
import type { Db } from '../../server/platform/database/database.ts'
import type { Page } from '../../server/platform/database/page.ts'
import { listRuleMatches as matches } from '../../server/rule/contract.ts'
import { listRuleMatches } from '../../server/rule/matches.ts'
import { listUsers as users } from '../../server/user/contract.ts'
import { listUsers } from '../../server/user/queries.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { percentile, repeat, summary, timed } from '../measure.ts'

/** One page of a list, the `nth` time it is asked for. */
export type Listed = { key: string; what: string; page: (nth: number) => Promise<Page<unknown>>; of?: Table }
type Table = 'users' | 'batches' | 'learning_activities' | 'companies' | 'departments' | 'teams'

/** What the screens ask for: pages of 50, each time with another value, and beside each the same people by their key. */
export const lists: Topic = {
  name: 'lists',
  async measure(bench) {
    return measureLists(bench.db, [...(await listsOfPeople(bench)), ...listsOfThings(bench)])
  },
}

export async function measureLists(db: Db, lists: readonly Listed[]): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const listed of lists) figures.push(...(await measure(db, listed)))
  return figures
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

export const actor: Actor = { userId: 1, name: 'Bench', role: 'administrator', language: 'en', isManager: true }
export const spread = (nth: number, of: number) => 1 + ((nth * 7919) % of)
export const one = (ids: readonly number[], nth: number) => ids[nth % ids.length] ?? 0

async function listsOfPeople({ db, users: many, departments }: Bench): Promise<Listed[]> {
  const found = await sql<{ activities: number[]; qualifications: number[]; rules: number[]; today: string }>`
    select array(select id from learning_activities order by id) as activities,
      array(select id from qualifications order by id) as qualifications,
      array(select id from rules where state = 'active' order by id) as rules,
      (select today::text from academy) as today`.execute(db)
  const { activities = [], qualifications = [], rules = [], today = '' } = found.rows[0] ?? {}
  const ofUsers = (query: object) => listUsers(db, { query: users.query.parse(query) })
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
      key: 'matches',
      what: 'whom a rule matches',
      page: (nth) => listRuleMatches(db, { id: one(rules, nth), query: matches.query.parse({}) }),
    },
    {
      key: 'participants-then',
      what: 'participants on a past day',
      page: (nth) =>
        listParticipantsOn(db, { activityId: one(activities, nth), asked: participantsOn.query.parse({ day: today }) }),
    },
    { key: 'palette', what: 'all that Ctrl-K finds by a name', page: (nth) => findAll(db, `${spread(nth, 40)}`) },
  ]
}

function listsOfThings({ db }: Bench): Listed[] {
  const ofCourses = (query: object) => listActivities(db, { query: courses.query.parse(query), language: 'en' })
  return [
    { key: 'courses', what: 'courses by title', of: 'learning_activities', page: () => ofCourses({}) },
    {
      key: 'courses-participants',
      what: 'courses by participants',
      of: 'learning_activities',
      page: () => ofCourses({ sort: '-participants' }),
    },
    {
      key: 'companies',
      what: 'companies by members',
      of: 'companies',
      page: () => listUnits(db, { kind: 'companies', query: companies.list.query.parse({ sort: '-members' }) }),
    },
    {
      key: 'departments',
      what: 'departments by members',
      of: 'departments',
      page: () => listUnits(db, { kind: 'departments', query: ofDepartments.list.query.parse({ sort: '-members' }) }),
    },
    {
      key: 'teams',
      what: 'teams by members',
      of: 'teams',
      page: () => listUnits(db, { kind: 'teams', query: teams.list.query.parse({ sort: '-members' }) }),
    },
  ]
}
