import fc from 'fast-check'
import { sql } from 'kysely'
import type { Change } from '../server/change.ts'
import { insertFacts } from '../server/facts.ts'
import { Problem } from '../server/platform/problem.ts'
import { ids, type Numbers, type Perform } from './acts/choose.ts'
import { days } from './acts/days.ts'
import { imports } from './acts/imports.ts'
import { learning } from './acts/learning.ts'
import { organization } from './acts/organization.ts'
import { people } from './acts/people.ts'
import { firstDay, rules } from './acts/rules.ts'

/** Acts for random worlds: every kind of fact that the engine derives from. */
const acts = { ...people, ...organization, ...learning, ...rules, ...imports, ...days }

/** One random act: what, and numbers that choose to whom and with what among whatever exists by then. */
export type Step = Numbers & { act: keyof typeof acts }

/** Answers the pairs that the act ended by hand. */
export async function perform(tx: Change, step: Step): Promise<readonly string[]> {
  const act: Perform = acts[step.act]
  return (await act(tx, step)) ?? []
}

type Kind = keyof typeof acts

/**
 * What a history is about. Out of all kinds at once, those that bear on each other seldom meet: whoever is excluded, has
 * completed it and sees the completion run out needs four of forty. So most histories take a few kinds.
 */
const themes: Record<string, readonly Kind[]> = {
  everything: Object.keys(acts) as Kind[],
  rules: [
    ...(['addRule', 'editRule', 'turnRule', 'turnRule', 'changeRuleLeaving', 'assign', 'unassign'] as const),
    ...(['archive', 'archive', 'restoreAll', 'join', 'leave', 'moveUser', 'changeStatus', 'changeManager'] as const),
    ...(['moveDepartment', 'grant', 'passDays', 'changeExclusion', 'start', 'complete'] as const),
  ],
  days: [
    ...(['passDays', 'passDays', 'passDays', 'addRule', 'editRule', 'turnRule', 'changeAdded', 'changeAdded'] as const),
    ...(['addUsers', 'changeStatus', 'changeExclusion', 'start', 'complete', 'changeActivity'] as const),
  ],
  exclusions: [
    ...([
      'changeExclusion',
      'changeExclusion',
      'changeExclusion',
      'passDays',
      'complete',
      'complete',
      'start',
    ] as const),
    ...([
      'changeActivity',
      'enrollByHand',
      'endByHand',
      'assign',
      'unassign',
      'changeAcademy',
      'changeStatus',
    ] as const),
  ],
  hands: [
    ...(['enrollByHand', 'enrollByHand', 'endByHand', 'endByHand', 'start', 'complete', 'changeStatus'] as const),
    ...(['assign', 'unassign', 'reassign', 'join', 'leave', 'changeAcademy', 'changeActivity', 'archive'] as const),
    ...(['importRows', 'importRows'] as const),
  ],
  structure: [
    ...(['addUsers', 'moveUser', 'changeManager', 'changeLanguage', 'changeStatus', 'grant', 'assign'] as const),
    ...([
      'moveDepartment',
      'moveDepartmentToCompany',
      'archive',
      'restoreAll',
      'addRule',
      'turnRule',
      'start',
    ] as const),
    ...(['archiveWhole', 'archiveWhole', 'succeed', 'succeed'] as const),
  ],
  /** Things that are one row, or one place in a set, changed and changed back: by one batch and by several. */
  backAndForth: [
    ...(['join', 'leave', 'join', 'leave', 'grant', 'changeContent', 'changeExclusion', 'changeStatus'] as const),
    ...(['turnRule', 'turnRule', 'changeLanguage', 'moveUser', 'enrollByHand', 'endByHand', 'archive'] as const),
    ...(['assign', 'unassign', 'reassign', 'archiveWhole', 'succeed', 'importRows', 'passDays'] as const),
    ...(['giveQualification', 'assignQualification', 'succeedQualification'] as const),
  ],
  qualifications: [
    ...([
      'changeContent',
      'changeContent',
      'addQualification',
      'addActivity',
      'assign',
      'unassign',
      'reassign',
    ] as const),
    ...(['join', 'leave', 'archive', 'restoreAll', 'start', 'complete', 'enrollByHand', 'endByHand'] as const),
  ],
  /** One thing in the place of another, and of what refers to either. */
  successions: [
    ...(['succeedQualification', 'succeedQualification', 'succeedQualification', 'succeed'] as const),
    ...(['giveQualification', 'giveQualification', 'giveQualification', 'changeContent', 'changeContent'] as const),
    ...(['assignQualification', 'assignQualification', 'unassign', 'addRule', 'turnRule'] as const),
    ...([
      'addQualification',
      'addQualification',
      'start',
      'complete',
      'changeStatus',
      'changeExclusion',
      'archive',
      'restoreAll',
    ] as const),
  ],
}

/** What may come of two who act at once on the same: one is refused, comes second or refers to what has gone, and nothing is written. */
export function isClash(error: unknown): boolean {
  if (error instanceof Problem) return true
  return error instanceof Error && 'code' in error && ['23503', '23505', '40P01'].includes(String(error.code))
}

/** Numbers of which each is seldom drawn twice, and few, so that acts come to the same again and again. */
const ranges = { wide: 997, narrow: 5 }

/** What undoes an act, or goes on with it, when the same numbers choose. */
const counterparts: Partial<Record<Kind, readonly Kind[]>> = {
  join: ['leave', 'importRows'],
  leave: ['join', 'importRows'],
  enrollByHand: ['endByHand', 'importRows'],
  endByHand: ['enrollByHand'],
  importRows: ['join', 'leave', 'enrollByHand', 'endByHand', 'changeLanguage'],
  assign: ['unassign', 'reassign'],
  unassign: ['assign'],
  reassign: ['unassign'],
  archive: ['restoreAll', 'archiveWhole'],
  restoreAll: ['archive'],
  archiveWhole: ['restoreAll', 'archive', 'succeed'],
  succeed: ['restoreAll', 'archiveWhole'],
  succeedQualification: ['giveQualification', 'changeContent'],
  giveQualification: ['succeedQualification'],
  assignQualification: ['unassign'],
  addRule: ['editRule', 'turnRule'],
  editRule: ['turnRule', 'changeRuleLeaving'],
  turnRule: ['editRule'],
  moveUser: ['changeStatus', 'changeManager'],
  moveDepartment: ['moveDepartmentToCompany'],
  changeStatus: ['moveUser', 'join', 'changeAdded'],
}

/** The same thing once more, or what undoes it: other numbers for how, mostly, and the same for whom. */
export function meeting(step: Step, again: { nth: number; b: number; c: number }): Step {
  const acts = [step.act, step.act, ...(counterparts[step.act] ?? [])]
  const act = acts[again.nth % acts.length] ?? step.act
  const keeps = again.nth % 3
  return { act, a: step.a, b: keeps === 0 ? again.b : step.b, c: keeps === 2 ? step.c : again.c }
}

/** Steps of each theme, among many numbers and among few: a history takes them from one. */
export const stepsByTheme: ReadonlyArray<fc.Arbitrary<Step>> = Object.values(themes).flatMap((kinds) =>
  Object.values(ranges).map((max) => {
    const number = fc.nat({ max })
    return fc.record({ act: fc.constantFrom(...kinds), a: number, b: number, c: number })
  }),
)

export const anyStep: fc.Arbitrary<Step> = fc.oneof(...stepsByTheme)

/** A small world in which acts often meet: everything is near everything else, and users lie in two buckets. */
export async function buildWorld(tx: Change): Promise<void> {
  await sql`select setval(pg_get_serial_sequence('users', 'id'), 1022)`.execute(tx.db)
  await insertFacts(tx, 'academy', [
    { name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam', today: firstDay, mail_on: true },
  ])
  const [first = 0, second = 0] = await insertFacts(tx, 'companies', [{ name: 'First' }, { name: 'Second' }])
  const [top = 0] = await insertFacts(tx, 'departments', [{ name: 'Top', company_id: first }])
  const [middle = 0] = await insertFacts(tx, 'departments', [{ name: 'Middle', company_id: first, parent_id: top }])
  await insertFacts(tx, 'departments', [{ name: 'Bottom', company_id: first, parent_id: middle }])
  await insertFacts(tx, 'departments', [{ name: 'Other', company_id: second }])
  for (const table of ['teams', 'job_functions', 'groups'] as const) {
    await insertFacts(tx, table, [{ name: `${table} 1` }, { name: `${table} 2` }])
  }
  await insertFacts(tx, 'learning_activities', [
    { type: 'exam', valid_months: null },
    { type: 'video', valid_months: 12 },
    { type: 'document', valid_months: 1 },
  ])
  const [one = 0, two = 0] = await insertFacts(tx, 'qualifications', [{ name: 'One' }, { name: 'Two' }])
  const activities = await ids(tx, 'learning_activities')
  await insertFacts(tx, 'target_activities', [
    { target_id: one, activity_id: activities[0] ?? 0 },
    { target_id: two, activity_id: activities[1] ?? 0 },
  ])
  await people.addUsers(tx, { a: 2, b: 1, c: 0 })
  await people.addUsers(tx, { a: 5, b: 2, c: 1 })
}
