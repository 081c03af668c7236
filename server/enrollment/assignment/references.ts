import { type RawBuilder, sql } from 'kysely'
import type { UnitKind } from '../../organization/contract.ts'
import { units } from '../../organization/unit.ts'
import { mostNamed, type Named } from '../../platform/contract.ts'
import type { Db } from '../../platform/database/database.ts'
import { mostCounted } from '../../platform/database/page.ts'
import { notFound } from '../../platform/problem.ts'
import type { AudienceKind } from '../engine/audience.ts'
import { audience, audienceKind, causeKindOf } from '../engine/index.ts'
import type { References } from './contract.ts'

type Some<Item> = { total: number; items: Item[] }
type Placed = References['departments']['items'][number]

/** What refers to a part of the organisation: to a company or department with the departments below it, which go where it goes. */
export async function findUnitReferences(
  db: Db,
  input: { unit: { kind: UnitKind; id: number }; language: string },
): Promise<References> {
  const { unit, language } = input
  const { table, one } = units[unit.kind]
  const found = await sql`select from ${sql.table(table)} where id = ${unit.id}`.execute(db)
  if (found.rows.length === 0) throw notFound(one)
  const departmentIds = await departmentsIn(db, unit)
  const audiences = audiencesOf(unit, departmentIds)
  const [people, departments, assignments, rules, grants] = await Promise.all([
    somePeople(db, peopleIn(unit, departmentIds)),
    some<Placed>(
      db,
      sql`select id, name, ${placeOf(sql`departments.id`)} as place from departments
        where id = any (${departmentIds}::int[]) and id <> ${isItself(unit)}`,
    ),
    findAssignments(db, { where: sql`a.audience_id = any (${audiences}::int[])`, language }),
    some<Named>(db, sql`select id, name from rules where audience_ids && ${audiences}::int[] and state <> 'ended'`),
    some<Named>(
      db,
      sql`select distinct u.id, u.name from grants g join users u on u.id = g.user_id where g.audience_id = any (${audiences}::int[])`,
    ),
  ])
  return { people, departments, assignments, rules, qualifications: none, grants }
}

/** What refers to a learning activity: whatever leads to it, the qualifications that contain it, and who is enrolled in it. */
export async function findActivityReferences(
  db: Db,
  input: { activityId: number; language: string },
): Promise<References> {
  const { activityId, language } = input
  const [people, assignments, rules, qualifications] = await Promise.all([
    somePeople(db, participantsOf(activityId)),
    findAssignments(db, { where: leadsFromUnits(activityId), language }),
    some<Named>(db, rulesTo(activityId)),
    some<Named>(
      db,
      sql`select q.id, q.name from target_activities c join qualifications q on q.id = c.target_id
        where c.activity_id = ${activityId}`,
    ),
  ])
  return { people, departments: none, assignments, rules, qualifications, grants: none }
}

/** What refers to a qualification: whatever leads to it, and who was given it directly. */
export async function findQualificationReferences(
  db: Db,
  input: { qualificationId: number; language: string },
): Promise<References> {
  const { qualificationId, language } = input
  const [people, assignments, rules] = await Promise.all([
    somePeople(db, holdersOf(qualificationId)),
    findAssignments(db, { where: leadsFromUnits(qualificationId), language }),
    some<Named>(db, rulesTo(qualificationId)),
  ])
  return { people, departments: none, assignments, rules, qualifications: none, grants: none }
}

const none = { total: 0, items: [] }

/** The first by name of what is selected (`id`, `name`), and how many there are. */
async function some<Item extends Named>(db: Db, selected: RawBuilder<unknown>): Promise<Some<Item>> {
  const { rows } = await sql<Item & { total: number }>`
    select one.*, count(*) over ()::int as total from (${selected}) as one
    order by one.name collate "und-x-icu", one.id limit ${mostNamed}`.execute(db)
  return { total: rows[0]?.total ?? 0, items: rows }
}

/** Active users: where they are and what their id is called there (`from` ends in a condition), and how many. */
type People = { from: RawBuilder<unknown>; id: RawBuilder<unknown>; total: RawBuilder<unknown> }

/** Few are gathered and sorted. Of many, everybody is gone through by name until there are enough. */
async function somePeople(db: Db, { from, id, total }: People): Promise<Some<Named>> {
  const counted = await sql<{ n: number }>`select (${total})::int as n`.execute(db)
  const n = counted.rows[0]?.n ?? 0
  // `offset 0` has PostgreSQL do either as it is written.
  const isOne =
    n > mostCounted
      ? sql`exists (select from ${from} and ${id} = users.id offset 0)`
      : sql`users.id in (select ${id} from ${from} offset 0)`
  const { rows } = await sql<Named>`
    select users.id, users.name from users where users.status = 'active' and ${isOne}
    order by users.name collate "und-x-icu", users.id limit ${mostNamed}`.execute(db)
  return { total: n, items: rows }
}

type AssignmentRow = {
  id: number
  kind: number
  object_id: number
  object_name: string | null
  object_place: string | null
  target: References['assignments']['items'][number]['target']
  total: number
}

async function findAssignments(
  db: Db,
  { where, language }: { where: RawBuilder<unknown>; language: string },
): Promise<References['assignments']> {
  const { rows } = await sql<AssignmentRow>`
    select one.*, count(*) over ()::int as total
    from (
      select a.id, audience_kind(a.audience_id) as kind, audience_object(a.audience_id) as object_id,
        audience_name(a.audience_id) as object_name,
        case when audience_kind(a.audience_id) in (${audienceKind.department}, ${audienceKind.departmentBelow})
          then ${placeOf(sql`audience_object(a.audience_id)`)} end as object_place,
        jsonb_build_object('kind', t.kind, 'id', t.id, 'name', coalesce(q.name, activity_title(t.id, ${language}), ''),
          'type', la.type, 'archived', coalesce(q.archived, la.archived)) as target
      from assignments a
      join targets t on t.id = a.target_id
      left join learning_activities la on la.id = t.id
      left join qualifications q on q.id = t.id
      where ${where}
    ) as one
    order by one.object_name collate "und-x-icu", one.target ->> 'name' collate "und-x-icu", one.id
    limit ${mostNamed}`.execute(db)
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ id, kind, object_id, object_name, object_place, target }) => ({
      assignmentId: id,
      kind: causeKindOf(kind, object_id),
      audience: object_name === null ? null : { id: object_id, name: object_name, place: object_place },
      target,
    })),
  }
}

/** SQL: what a department stands in. */
const placeOf = (departmentId: RawBuilder<unknown>) => sql`(
  select concat_ws(' · ', company.name, above.name)
  from departments d
  join companies company on company.id = d.company_id
  left join departments above on above.id = d.parent_id
  where d.id = ${departmentId}
)`

/** Lists are not said to lead anywhere, and rules are named apart. */
function leadsFromUnits(targetId: number): RawBuilder<unknown> {
  return sql`a.target_id = ${targetId} and a.audience_id < first_list() and audience_kind(a.audience_id) <> ${audienceKind.rule}`
}

function rulesTo(targetId: number): RawBuilder<unknown> {
  return sql`
    select r.id, r.name from assignments a join rules r on r.id = audience_object(a.audience_id)
    where a.target_id = ${targetId} and audience_kind(a.audience_id) = ${audienceKind.rule} and r.state <> 'ended'`
}

type Unit = { kind: UnitKind; id: number }

const isItself = ({ kind, id }: Unit) => (kind === 'departments' ? id : 0)

async function departmentsIn(db: Db, { kind, id }: Unit): Promise<number[]> {
  if (kind !== 'companies' && kind !== 'departments') return []
  const { rows } = await sql<{ id: number }>`
    with recursive inside as (
      select id from departments where ${kind === 'companies' ? sql`company_id` : sql`id`} = ${id}
      union
      select departments.id from inside join departments on departments.parent_id = inside.id
    )
    select id from inside order by id`.execute(db)
  return rows.map((department) => department.id)
}

function audiencesOf({ kind, id }: Unit, departmentIds: readonly number[]): number[] {
  const own: readonly AudienceKind[] = units[kind].audiences
  return [
    ...own.map((of) => audience(of, id)),
    ...departmentIds.flatMap((departmentId) => units.departments.audiences.map((of) => audience(of, departmentId))),
  ]
}

function peopleIn({ kind, id }: Unit, departmentIds: readonly number[]): People {
  const total = sql`members_of(${audience(units[kind].counted, id)})`
  const person = sql.ref('one.id')
  if (kind === 'companies') return { from: sql`users as one where one.company_id = ${id}`, id: person, total }
  if (kind === 'departments') {
    return { from: sql`users as one where one.department_id = any (${departmentIds}::int[])`, id: person, total }
  }
  return { ...membersOf(audience(units[kind].audience, id)), total }
}

/** Whoever is inactive stays enrolled, and counts as a participant; they are few beside the active. */
function participantsOf(activityId: number): People {
  const from = sql`enrollments as one where one.activity_id = ${activityId} and one.state in (1, 2)`
  const id = sql.ref('one.user_id')
  const inactive = sql`select count(*) from users where status = 'inactive' and exists (select from ${from} and ${id} = users.id)`
  return { from, id, total: sql`participants_of(${activityId}) - (${inactive})` }
}

function holdersOf(qualificationId: number): People {
  const { from, id } = membersOf(audience('holders', qualificationId))
  return {
    from,
    id,
    total: sql`select count(*) from ${from} and ${id} in (select users.id from users where status = 'active')`,
  }
}

function membersOf(audienceId: number): Pick<People, 'from' | 'id'> {
  return { from: sql`memberships as one where one.audience_id = ${audienceId}`, id: sql.ref('one.user_id') }
}
