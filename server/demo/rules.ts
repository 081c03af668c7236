import { archiveUnit } from '../organization/archive.ts'
import { createRule, editRule } from '../rule/commands.ts'
import { newRule } from '../rule/contract.ts'
import { signedIn } from './acts.ts'
import { type Day, daysBefore, momentOn, monthsBefore, workday } from './calendar.ts'
import type { Person } from './person.ts'
import { byPerson, type DemoAct, type World } from './world.ts'

type DemoRule = {
  name: string
  criteria: (world: World) => object[]
  targets: readonly string[]
  onLeaving?: 'keep' | 'withdraw'
  /** When it was activated; left out: it is still a draft, of the last week. */
  since?: (today: Day) => Day
  /** What became of it afterwards. */
  later?: { state: 'paused' | 'ended'; on: (today: Day) => Day }
}

const months = (count: number) => (today: Day) => workday(monthsBefore(today, count))
const days = (count: number) => (today: Day) => workday(daysBefore(today, count))

const functions = ({ ids }: World, ...names: string[]) => ({
  kind: 'function',
  ids: names.map((name) => ids.functions.of(name)),
})
const groups = ({ ids }: World, ...names: string[]) => ({
  kind: 'group',
  ids: names.map((name) => ids.groups.of(name)),
})
const teams = ({ ids }: World, ...names: string[]) => ({ kind: 'team', ids: names.map((name) => ids.teams.of(name)) })
const companies = ({ ids }: World, ...names: string[]) => ({
  kind: 'company',
  ids: names.map((name) => ids.companies.of(name)),
})
const departments = ({ ids }: World, ...names: string[]) => ({
  kind: 'department',
  ids: names.flatMap((name) => ids.departments.endingWith(name)),
})
const not = (criterion: object) => ({ ...criterion, negated: true })

/** Planning at the weekend went to the morning's planners, and nobody thought of the rule. */
const dissolved = 'Weekend planning'

/**
 * What neither a place nor a function says alone. The academy's day is today's while its history is told, so what moves with
 * the date is recent: told with the days that were, it would be told the same.
 */
const rules: readonly DemoRule[] = [
  {
    name: 'Everyone with people of their own',
    criteria: () => [{ kind: 'user', is: 'manager' }],
    targets: ['yearly-conversation', 'fair-rosters'],
    since: months(21),
  },
  {
    name: 'Palliative care in the houses',
    criteria: (world) => [
      functions(world, 'Nurse', 'Care assistant'),
      departments(world, 'Residential care'),
      not(groups(world, 'Apprentices')),
    ],
    targets: ['palliative-care'],
    since: months(16),
  },
  {
    name: 'Ladders before the season',
    criteria: (world) => [
      companies(world, 'Marevelt Technical Services'),
      functions(world, 'Electrician', 'Heating engineer'),
    ],
    targets: ['ladders-and-scaffolds'],
    onLeaving: 'keep',
    since: months(20),
    later: { state: 'ended', on: months(8) },
  },
  {
    name: 'Reach truck for experienced drivers',
    criteria: (world) => [
      functions(world, 'Forklift driver'),
      departments(world, 'Warehousing'),
      { kind: 'added', is: 'before', day: monthsBefore(world.today, 24) },
      not(groups(world, 'Night workers')),
    ],
    targets: ['reach-truck'],
    since: months(9),
  },
  {
    name: 'Customs, for drivers who cross the border',
    criteria: (world) => [
      functions(world, 'Truck driver'),
      departments(world, 'International routes'),
      { kind: 'language', codes: ['de', 'en', 'fr'] },
    ],
    targets: ['customs-basics'],
    since: months(11),
  },
  {
    name: 'Heat pumps for all who repair',
    criteria: (world) => [
      companies(world, 'Marevelt Technical Services'),
      functions(world, 'Service engineer', 'Heating engineer'),
      not(departments(world, 'Solar and batteries')),
    ],
    targets: ['heat-pumps-faults', 'refrigerants'],
    since: months(7),
    later: { state: 'paused', on: days(12) },
  },
  {
    name: 'Alone in the office at the weekend',
    criteria: (world) => [teams(world, dissolved), not({ kind: 'user', is: 'manager' })],
    targets: ['emergency-response-drill'],
    since: months(10),
  },
  {
    name: 'First three months on the floor',
    criteria: (world) => [
      departments(world, 'Warehousing', 'Production', 'Installation'),
      { kind: 'added', is: 'in-last-days', days: 90 },
      not({ kind: 'user', is: 'manager' }),
    ],
    targets: ['last-minute-risk', 'locking-out-machines'],
    since: days(20),
  },
  {
    name: 'A year with Kofi',
    criteria: ({ ids, people }) => [
      { kind: 'user', is: 'reports', ids: [ids.users.of(signedIn(people, 'manager').key)] },
      { kind: 'added', is: 'at-least-days-ago', days: 365 },
    ],
    targets: ['feedback-that-helps'],
  },
]

/** The team that is no more: the rule that names it is frozen since, and Home says so. */
export function dissolving(today: Day, people: readonly Person[]): DemoAct {
  return {
    at: momentOn(days(19)(today), 315),
    kind: 'team.archive',
    author: byPerson(signedIn(people, 'administrator')),
    run: (tx, { ids }) => archiveUnit(tx, { kind: 'teams', id: ids.teams.of(dissolved) }),
  }
}

/** Enrollment rules, each made by the administrator who signs in, and what became of them. */
export function ruling(today: Day, people: readonly Person[]): DemoAct[] {
  const author = byPerson(signedIn(people, 'administrator'))
  const made = new Map<DemoRule, number>()
  return rules.flatMap((rule, nth): DemoAct[] => {
    const { since, later } = rule
    const create: DemoAct = {
      at: momentOn((since ?? days(4))(today), 140 + nth),
      kind: 'rule.create',
      author,
      run: async (tx, world) => {
        const { name, onLeaving } = rule
        const targetIds = rule.targets.map((target) => world.ids.targets.of(target))
        const given = { name, criteria: rule.criteria(world), targetIds, onLeaving, state: since ? 'active' : 'draft' }
        made.set(rule, (await createRule(tx, newRule.parse(given))).id)
      },
    }
    if (!later) return [create]
    const { state, on } = later
    const follow: DemoAct = {
      at: momentOn(on(today), 95 + nth),
      kind: state === 'paused' ? 'rule.pause' : 'rule.end',
      author,
      run: (tx) => editRule(tx, { id: made.get(rule) ?? 0, edit: { state } }),
    }
    return [create, follow]
  })
}
