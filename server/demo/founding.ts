import { audience } from '../enrollment/engine/index.ts'
import { onLeavingNumber } from '../enrollment/engine/onLeaving.ts'
import { insertFacts } from '../facts.ts'
import { createActivities } from '../learning/commands.ts'
import type { NewActivity } from '../learning/contract.ts'
import { createQualifications } from '../learning/qualifications.ts'
import { createUnits } from '../organization/commands.ts'
import type { UnitKind } from '../organization/contract.ts'
import { createDepartments } from '../organization/departments.ts'
import { activities, type DemoActivity } from './activities/index.ts'
import { assignments, type DemoAssignment } from './assignments.ts'
import { academyAge, beginOf } from './begin.ts'
import { type Day, daysBefore, momentOn, monthsBefore, workday } from './calendar.ts'
import { groupNames } from './groups.ts'
import { type Branch, companies, functionNames, type Leaf } from './organization.ts'
import { qualifications } from './qualifications.ts'
import { teamNames } from './teams.ts'
import type { DemoAct, World } from './world.ts'

export const timeZone = 'Europe/Amsterdam'

/** The weeks before the academy began: what there is to learn, who Marevelt is, and what leads to what. */
export function founding(today: Day): DemoAct[] {
  const begin = beginOf(today)
  const on = (days: number, minutes: number) => momentOn(workday(daysBefore(begin, days)), minutes)
  return [
    {
      at: on(40, 70),
      kind: 'academy.setup',
      run: (tx) =>
        insertFacts(tx, 'academy', [{ name: 'Marevelt Academy', language: 'en', time_zone: timeZone, today }]),
    },
    { at: on(33, 90), kind: 'company.create', run: (tx, world) => createCompanies(tx, world) },
    { at: on(33, 130), kind: 'department.create', run: (tx, world) => createAllDepartments(tx, world) },
    { at: on(32, 60), kind: 'team.create', run: unitsOf('teams', teamNames) },
    { at: on(32, 90), kind: 'function.create', run: unitsOf('functions', functionNames) },
    { at: on(32, 120), kind: 'group.create', run: unitsOf('groups', groupNames) },
    { at: on(20, 200), kind: 'activity.create', run: (tx, world) => createAllActivities(tx, world) },
    { at: on(12, 240), kind: 'qualification.create', run: (tx, world) => createAllQualifications(tx, world) },
    ...assigning(today),
  ]
}

type Run = DemoAct['run']

const createCompanies: Run = async (tx, { ids }) => {
  const names = companies.map(({ name }) => name)
  ids.companies.learn(names, await createUnits(tx, { kind: 'companies', names }))
}

function unitsOf(kind: 'teams' | 'functions' | 'groups', names: readonly string[]): Run {
  return async (tx, { ids }) => ids[kind].learn(names, await createUnits(tx, { kind, names }))
}

/** Level by level, for a department names the one above it. */
const createAllDepartments: Run = async (tx, { ids }) => {
  let level = companies.flatMap(({ name, below }) => below.map((unit) => ({ company: name, above: name, unit })))
  while (level.length > 0) {
    const departments = level.map(({ company, above, unit }) => ({
      name: unit.name,
      companyId: ids.companies.of(company),
      parentId: above === company ? null : ids.departments.of(above),
    }))
    ids.departments.learn(
      level.map(({ above, unit }) => `${above} / ${unit.name}`),
      await createDepartments(tx, { departments }),
    )
    level = level.flatMap(({ company, above, unit }) =>
      belowOf(unit).map((below) => ({ company, above: `${above} / ${unit.name}`, unit: below })),
    )
  }
}

const belowOf = (unit: Branch | Leaf) => ('below' in unit ? unit.below : [])

const createAllActivities: Run = async (tx, { ids }) => {
  ids.targets.learn(
    activities.map(({ slug }) => slug),
    await createActivities(tx, { activities: activities.map(newActivityOf) }),
  )
}

function newActivityOf(activity: DemoActivity): NewActivity {
  const { slug, type, validMonths = null, onLeaving = null } = activity
  const texts = (['en', 'nl', 'de', 'fr'] as const).flatMap((language) => {
    const [title, description] = activity[language] ?? []
    return title && description
      ? [{ language, title, description, link: `https://learning.example.com/${language}/${slug}` }]
      : []
  })
  // Presence and results are recorded by whoever taught or examined.
  return { type, texts, onLeaving, validMonths, selfCompletion: type !== 'classroom' && type !== 'exam' }
}

const createAllQualifications: Run = async (tx, { ids }) => {
  const rows = qualifications.map(({ name, description, contains }) => ({
    name,
    description,
    activityIds: contains.map((slug) => ids.targets.of(slug)),
  }))
  ids.targets.learn(
    qualifications.map(({ name }) => name),
    await createQualifications(tx, { qualifications: rows }),
  )
}

/** Links are made in one act for each moment. */
function assigning(today: Day): DemoAct[] {
  const waves = Map.groupBy(assignments, ({ since = academyAge }) => since)
  return [...waves].map(([since, wave]) => ({
    at:
      since === academyAge
        ? momentOn(workday(daysBefore(beginOf(today), 6)), 180)
        : momentOn(workday(monthsBefore(today, since)), 215),
    kind: 'assignment.edit',
    run: (tx, world) =>
      insertFacts(
        tx,
        'assignments',
        wave.flatMap((assignment) =>
          audiencesOf(assignment, world).map((audience_id) => ({
            audience_id,
            target_id: world.ids.targets.of(assignment.target),
            on_leaving: onLeavingNumber(assignment.onLeaving ?? null),
          })),
        ),
      ),
  }))
}

const audienceOf = {
  companies: 'company',
  departments: 'departmentBelow',
  teams: 'team',
  functions: 'function',
  groups: 'group',
} as const satisfies Record<UnitKind, string>

function audiencesOf({ kind, to }: DemoAssignment, { ids }: World): number[] {
  const found = kind === 'departments' ? ids.departments.endingWith(to) : [ids[kind].of(to)]
  if (found.length === 0) throw new Error(`no department ends with "${to}"`)
  return found.map((id) => audience(audienceOf[kind], id))
}
