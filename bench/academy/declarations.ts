import { sql } from 'kysely'
import { commit } from '../../server/change.ts'
import { type AudienceKind, audience } from '../../server/enrollment/engine/audience.ts'
import { type Change, insertFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { someRule } from './rules.ts'
import { author, shape } from './shape.ts'

type Targets = { activities: number[]; qualifications: number[] }

/** Activities, qualifications, links to them from every unit, and rules. */
export async function declare(db: Db): Promise<void> {
  await commit(db, { kind: 'bench', author }, async (tx) => {
    const targets = await insertTargets(tx)
    await insertFacts(tx, 'assignments', links(targets))
    await insertRules(tx, targets)
  })
  // Nobody is enrolled yet: everyone is derived at once, afterwards.
  await sql`truncate column_jobs, column_chunks`.execute(db)
}

async function insertTargets(tx: Change): Promise<Targets> {
  const activities = await insertFacts(
    tx,
    'learning_activities',
    Array.from({ length: shape.activities }, () => ({ type: 'e-learning' })),
  )
  await insertFacts(
    tx,
    'learning_activity_texts',
    activities.map((activity_id, nth) => ({ activity_id, language: 'en', title: `Activity ${nth + 1}` })),
  )
  const qualifications = await insertFacts(
    tx,
    'qualifications',
    Array.from({ length: shape.qualifications }, (_, nth) => ({ name: `Qualification ${nth + 1}` })),
  )
  const contents = qualifications.flatMap((target_id, nth) =>
    Array.from({ length: shape.activitiesPerQualification }, (_, of) => ({
      target_id,
      activity_id: at(activities, nth * shape.activitiesPerQualification + of),
    })),
  )
  await insertFacts(tx, 'target_activities', contents)
  return { activities, qualifications }
}

/** How many units of each kind lead somewhere, and to how many targets each. */
const linkedUnits: ReadonlyArray<[kind: AudienceKind, units: number, targets: number]> = [
  ['everyone', 1, 3],
  ['company', shape.companies, 1],
  ['departmentBelow', shape.topDepartments, 2],
  ['team', shape.teams, 2],
  ['function', shape.functions, 2],
  ['group', shape.groups, 2],
  ['language', 4, 1],
  ['managers', 1, 2],
]

function links({ activities, qualifications }: Targets) {
  const targets = [...activities, ...qualifications]
  let nth = 0
  const rows = linkedUnits.flatMap(([kind, units, many]) =>
    Array.from({ length: units * many }, (_, of) => {
      nth += 1
      const unit = kind === 'everyone' || kind === 'managers' ? 0 : 1 + (of % units)
      return { audience_id: audience(kind, unit), target_id: at(targets, nth * 101 + Math.floor(of / units)) }
    }),
  )
  return [...new Map(rows.map((row) => [`${row.audience_id} ${row.target_id}`, row])).values()]
}

/** Each rule leads to one activity. */
async function insertRules(tx: Change, { activities }: Targets): Promise<void> {
  const ids = await insertFacts(
    tx,
    'rules',
    Array.from({ length: shape.rules }, (_, nth) => someRule(nth)),
  )
  await insertFacts(
    tx,
    'assignments',
    ids.map((id, nth) => ({ audience_id: audience('rule', id), target_id: at(activities, nth * 37) })),
  )
}

function at(ids: readonly number[], nth: number): number {
  const id = ids[nth % ids.length]
  if (id === undefined) throw new RangeError('there is nothing to choose from')
  return id
}
