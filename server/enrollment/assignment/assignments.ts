import { sql } from 'kysely'
import type { Change } from '../../change.ts'
import { editFacts, insertFacts, removeFacts } from '../../facts.ts'
import type { OnLeaving } from '../../learning/contract.ts'
import type { UnitKind } from '../../organization/contract.ts'
import { units } from '../../organization/unit.ts'
import type { ArchivedFilter, Named } from '../../platform/contract.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import {
  archivedNamed,
  archivedSentence,
  noneOf,
  noTarget,
  shownWith,
  unfitIds,
} from '../../platform/database/given.ts'
import { conflict, invalid, notFound } from '../../platform/problem.ts'
import { sentence, several } from '../../platform/sentence.ts'
import { audience, audienceKind, causeKindOf } from '../engine/index.ts'
import { onLeavingNumber, onLeavingWord } from '../engine/onLeaving.ts'
import type { Assignment, AssignmentTarget, Leading } from './contract.ts'

export type Unit = { kind: UnitKind; id: number }

/** What is assigned to a part of the organisation, activities and qualifications by name. */
export async function findAssignments(
  db: Db | Tx,
  input: { unit: Unit; language: string; archived?: ArchivedFilter },
): Promise<Assignment[]> {
  await checkUnit(db, input.unit)
  const shown = shownWith(input.archived ?? 'without', isArchived)
  const found = await sql<AssignmentRow>`
    select a.id, a.on_leaving, a.created_at, audience_kind(a.audience_id) as kind,
      t.id as target_id, t.kind as target_kind, ${targetName(input.language)} as name, la.type, ${isArchived} as archived
    from assignments a
    join targets t on t.id = a.target_id
    left join learning_activities la on la.id = t.id
    left join qualifications q on q.id = t.id
    where ${sql.join([sql`a.audience_id = any (${audienceIds(input.unit)}::int[])`, ...shown], sql` and `)}
    order by t.kind desc, ${targetName(input.language)} collate "und-x-icu", a.id`.execute(db)
  return found.rows.map((row) => ({
    id: row.id,
    target: { kind: row.target_kind, id: row.target_id, name: row.name, type: row.type, archived: row.archived },
    onLeaving: onLeavingWord(row.on_leaving),
    includesBelow: causeKindOf(row.kind, input.unit.id) === 'department-below',
    since: row.created_at.toISOString(),
  }))
}

/**
 * Assigns learning activities and qualifications to a part of the organisation, changes what happens on leaving, and
 * ends assignments. Whom this enrolls or withdraws is not decided here: the engine derives it.
 */
export async function editAssignments(
  tx: Change,
  input: {
    unit: Unit
    add: ReadonlyArray<{ targetId: number; onLeaving: OnLeaving | null; includesBelow: boolean }>
    edit: ReadonlyArray<{ assignmentId: number; onLeaving: OnLeaving | null }>
    remove: readonly number[]
  },
): Promise<void> {
  const { unit, add, edit, remove } = input
  if (add.length > 0) await checkOpen(tx, unit)
  else await checkUnit(tx.db, unit)
  await checkTargets(
    tx,
    add.map(({ targetId }) => targetId),
  )
  await checkOwn(tx, unit, [...edit.map(({ assignmentId }) => assignmentId), ...remove])
  await removeFacts(
    tx,
    'assignments',
    remove.map((id) => ({ id })),
  )
  const rows = add.map(({ targetId, onLeaving, includesBelow }) => ({
    audience_id: audienceFor(unit, includesBelow),
    target_id: targetId,
    on_leaving: onLeavingNumber(onLeaving),
  }))
  await checkNew(tx, rows)
  await insertFacts(tx, 'assignments', rows)
  await editFacts(
    tx,
    'assignments',
    edit.map(({ assignmentId, onLeaving }) => ({ id: assignmentId, on_leaving: onLeavingNumber(onLeaving) })),
  )
}

/**
 * Assigns to one part of the organisation what is assigned to another, as it is there. What is archived is passed over, and
 * so is what is assigned here already, which stays as it is.
 */
export async function copyAssignments(
  tx: Change,
  input: { unit: Unit; from: Unit },
): Promise<{ copied: number; already: number }> {
  const { unit, from } = input
  await checkOpen(tx, unit)
  await checkUnit(tx.db, from)
  if (unit.kind === from.kind && unit.id === from.id) {
    throw invalid([{ field: 'from', message: itsOwn() }])
  }
  const rows = await sql<{ audience_id: number; target_id: number; on_leaving: number | null; is_present: boolean }>`
    with copied as (
      select distinct on (audience_id, target_id) *
      from (
        select a.target_id, a.on_leaving,
          case when audience_kind(a.audience_id) = ${audienceKind.department} then ${audienceFor(unit, false)}::int
            else ${audienceFor(unit, true)}::int end as audience_id
        from assignments a
        left join learning_activities la on la.id = a.target_id
        left join qualifications q on q.id = a.target_id
        where a.audience_id = any (${audienceIds(from)}::int[]) and not ${isArchived}
      ) as found
      order by audience_id, target_id, on_leaving desc nulls last
    )
    select copied.*, present.id is not null as is_present
    from copied
    left join assignments present on present.audience_id = copied.audience_id and present.target_id = copied.target_id
    order by copied.target_id`.execute(tx.db)
  const fresh = rows.rows.filter(({ is_present }) => !is_present)
  await insertFacts(
    tx,
    'assignments',
    fresh.map(({ is_present: _, ...row }) => row),
  )
  return { copied: fresh.length, already: rows.rows.length - fresh.length }
}

const itsOwn = sentence('assignment.its-own', 'These are its own assignments. Choose another part of the organisation.')

type UnitToAssign = { unit: UnitKind; unitId: number; onLeaving: OnLeaving | null; includesBelow: boolean }

/**
 * The same from the other end: assigns one learning activity or qualification to parts of the organisation, puts an activity
 * into qualifications, and ends assignments of it.
 */
export async function assignTarget(
  tx: Change,
  input: {
    targetId: number
    units: readonly UnitToAssign[]
    qualificationIds?: readonly number[]
    remove: readonly number[]
  },
): Promise<void> {
  const { targetId, units: given, qualificationIds = [], remove } = input
  if (given.length + qualificationIds.length > 0) await checkTargets(tx, [targetId])
  for (const [kind, ofKind] of Map.groupBy(given, ({ unit }) => unit)) {
    await checkAllOpen(
      tx,
      kind,
      ofKind.map(({ unitId }) => unitId),
    )
  }
  const ended = await sql<{ id: number }>`
    select id from assignments
    where id = any (${remove}::int[]) and target_id = ${targetId} and audience_id < first_list()
      and audience_kind(audience_id) <> ${audienceKind.rule}`.execute(tx.db)
  if (ended.rows.length < remove.length) throw endedMeanwhile()
  await removeFacts(tx, 'assignments', ended.rows)
  const rows = given.map(({ unit, unitId, onLeaving, includesBelow }) => ({
    audience_id: audienceFor({ kind: unit, id: unitId }, includesBelow),
    target_id: targetId,
    on_leaving: onLeavingNumber(onLeaving),
  }))
  await checkNew(tx, rows)
  await insertFacts(tx, 'assignments', rows)
  await putInto(tx, { activityId: targetId, qualificationIds })
}

/** Who has it in already keeps it. */
async function putInto(
  tx: Change,
  { activityId, qualificationIds }: { activityId: number; qualificationIds: readonly number[] },
): Promise<void> {
  const { unknown, archived } = await unfitIds(tx.db, { table: 'qualifications', ids: qualificationIds })
  const message = [
    ...(unknown.length > 0 ? [noneOf({ thing: 'qualification', ids: several(unknown) })] : []),
    ...archived.slice(0, 5).map(({ name }) => archivedSentence({ thing: 'qualification', name })),
  ]
  if (message.length > 0) throw invalid([{ field: 'qualificationIds', message }])
  const fresh = await sql<{ target_id: number; activity_id: number }>`
    select given.id as target_id, ${activityId}::int as activity_id
    from unnest(${qualificationIds}::int[]) as given (id)
    where not exists (select from target_activities c where c.target_id = given.id and c.activity_id = ${activityId})
    order by given.id`.execute(tx.db)
  await insertFacts(tx, 'target_activities', fresh.rows)
}

/** The units, rules and qualifications that lead to an activity, directly or through a qualification. Lists are not among them. */
export async function findAssignedTo(db: Db, input: { activityId: number }): Promise<Leading[]> {
  const found = await sql<AssignedToRow>`
    select a.id, audience_kind(a.audience_id) as kind, audience_object(a.audience_id) as object_id,
      audience_name(a.audience_id) as object_name, q.id as through_id, q.name as through_name,
      coalesce(a.on_leaving, r.on_leaving) as on_leaving, a.created_at
    from leads l
    join assignments a on a.id = l.assignment_id
    left join qualifications q on q.id = a.target_id and audience_kind(a.audience_id) <> 15
    left join rules r on audience_kind(a.audience_id) = 11 and r.id = audience_object(a.audience_id)
    where l.activity_id = ${input.activityId} and (a.audience_id < first_list() or audience_kind(a.audience_id) = 15)
    order by audience_kind(a.audience_id), audience_name(a.audience_id) collate "und-x-icu", a.id`.execute(db)
  return found.rows.map(leadingOf)
}

/** The units and rules that lead to a qualification. */
export async function findLeadingToQualification(db: Db, input: { qualificationId: number }): Promise<Leading[]> {
  const found = await sql<AssignedToRow>`
    select a.id, audience_kind(a.audience_id) as kind, audience_object(a.audience_id) as object_id,
      audience_name(a.audience_id) as object_name, null::int as through_id, null::text as through_name,
      coalesce(a.on_leaving, r.on_leaving) as on_leaving, a.created_at
    from leading_assignments l
    join assignments a on a.id = l.id
    left join rules r on audience_kind(a.audience_id) = ${audienceKind.rule} and r.id = audience_object(a.audience_id)
    where a.target_id = ${input.qualificationId} and a.audience_id < first_list()
    order by audience_kind(a.audience_id), audience_name(a.audience_id) collate "und-x-icu", a.id`.execute(db)
  return found.rows.map(leadingOf)
}

function leadingOf(row: AssignedToRow): Leading {
  return {
    assignmentId: row.id,
    kind: causeKindOf(row.kind, row.object_id),
    audience: named(row.object_id, row.object_name),
    through: named(row.through_id, row.through_name),
    onLeaving: onLeavingWord(row.on_leaving),
    since: row.created_at.toISOString(),
  }
}

type AssignmentRow = {
  id: number
  on_leaving: number | null
  created_at: Date
  kind: number
  target_id: number
  target_kind: AssignmentTarget['kind']
  name: string
  type: AssignmentTarget['type']
  archived: boolean
}

type AssignedToRow = {
  id: number
  kind: number
  object_id: number
  object_name: string | null
  through_id: number | null
  through_name: string | null
  on_leaving: number | null
  created_at: Date
}

const targetName = (language: string) => sql<string>`coalesce(q.name, activity_title(t.id, ${language}), '')`

const isArchived = sql<boolean>`coalesce(q.archived, la.archived)`

function named(id: number | null, name: string | null): Named | null {
  return id === null || name === null ? null : { id, name }
}

/** The audiences that assignments of a unit are made to. */
export function audienceIds(unit: Unit): number[] {
  return units[unit.kind].audiences.map((kind) => audience(kind, unit.id))
}

function audienceFor(unit: Unit, includesBelow: boolean): number {
  const kind = unit.kind === 'departments' && includesBelow ? 'departmentBelow' : units[unit.kind].audience
  return audience(kind, unit.id)
}

async function checkUnit(db: Db | Tx, unit: Unit): Promise<{ name: string; archived: boolean }> {
  const { table, one } = units[unit.kind]
  const found = await sql<{ name: string; archived: boolean }>`
    select name, archived from ${sql.table(table)} where id = ${unit.id}`.execute(db)
  if (!found.rows[0]) throw notFound(one)
  return found.rows[0]
}

async function checkOpen(tx: Change, unit: Unit): Promise<void> {
  const { name, archived } = await checkUnit(tx.db, unit)
  if (archived) throw conflict('archived', nothingAssigned({ name }))
}

const nothingAssigned = sentence(
  'assignment.archived',
  '"{{name}}" is archived, so nothing can be assigned to it. Restore it first.',
)

async function checkAllOpen(tx: Change, kind: UnitKind, ids: readonly number[]): Promise<void> {
  const { table, one } = units[kind]
  const { unknown, archived } = await unfitIds(tx.db, { table, ids })
  const message = [
    ...(unknown.length > 0 ? [noneOf({ thing: one, ids: several(unknown) })] : []),
    ...archived.slice(0, 5).map(({ name }) => archivedSentence({ thing: one, name })),
  ]
  if (message.length > 0) throw invalid([{ field: 'units', message }])
}

async function checkTargets(tx: Change, targetIds: readonly number[]): Promise<void> {
  const unfit = await sql<{ id: number; name: string; archived: boolean | null }>`
    select given.id, coalesce(q.name, activity_title(la.id, academy.language)) as name, ${isArchived} as archived
    from unnest(${targetIds}::int[]) with ordinality as given (id, position)
    cross join academy
    left join learning_activities la on la.id = given.id
    left join qualifications q on q.id = given.id
    where ${isArchived} is not false
    order by given.position`.execute(tx.db)
  const unknown = unfit.rows.filter(({ archived }) => archived === null).map(({ id }) => id)
  const archived = unfit.rows.filter((target) => target.archived)
  const message = [
    ...(unknown.length > 0 ? [noTarget({ ids: several(unknown) })] : []),
    ...archived.slice(0, 5).map(({ name }) => archivedNamed({ name })),
  ]
  if (message.length > 0) throw invalid([{ field: 'add', message }])
}

async function checkOwn(tx: Change, unit: Unit, assignmentIds: readonly number[]): Promise<void> {
  const found = await sql<{ id: number }>`
    select id from assignments
    where id = any (${assignmentIds}::int[]) and audience_id = any (${audienceIds(unit)}::int[])`.execute(tx.db)
  const own = new Set(found.rows.map(({ id }) => id))
  if (assignmentIds.some((id) => !own.has(id))) throw endedMeanwhile()
}

function endedMeanwhile() {
  return conflict('ended-already', ended())
}

const ended = sentence(
  'assignment.ended-already',
  'Someone else ended one of these assignments meanwhile. Look at the list again.',
)
const assignedAlready = sentence(
  'assignment.assigned-already',
  'One of these is assigned here already. Look at the list again.',
)

async function checkNew(tx: Change, rows: ReadonlyArray<{ audience_id: number; target_id: number }>): Promise<void> {
  const twice = new Set(rows.map(({ audience_id, target_id }) => `${audience_id} ${target_id}`)).size < rows.length
  const present = await sql`
    select from assignments a
    join jsonb_to_recordset(${JSON.stringify(rows)}) as given (audience_id int, target_id int)
      on given.audience_id = a.audience_id and given.target_id = a.target_id
    limit 1`.execute(tx.db)
  if (twice || present.rows.length > 0) {
    throw conflict('assigned-already', assignedAlready())
  }
}
