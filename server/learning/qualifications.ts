import { sql } from 'kysely'
import type { z } from 'zod'
import { audienceKind } from '../enrollment/engine/audience.ts'
import { type Change, editFacts, insertFacts, removeFacts } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { archivedNamed, findTaken, noneOf, shownWith, takenName } from '../platform/database/given.ts'
import { containsWords, keysetPage, type Page } from '../platform/database/page.ts'
import { conflict, type Finding, notFound, refuse } from '../platform/problem.ts'
import { sentence, several } from '../platform/sentence.ts'
import type {
  createQualification,
  editQualification as editOperation,
  Language,
  listQualifications as listOperation,
  Qualification,
  QualificationListItem,
} from './contract.ts'

export type NewQualification = z.output<typeof createQualification.body>
export type QualificationEdit = z.output<typeof editOperation.body>

const holders = sql`(
  select count(*) from memberships where audience_id = audience(${audienceKind.holders}, qualification.id))::int`

export function listQualifications(
  db: Db,
  input: { query: z.output<typeof listOperation.query> },
): Promise<Page<QualificationListItem>> {
  const { query } = input
  return keysetPage<QualificationListItem>(db, {
    rows: sql`qualifications as qualification`,
    id: sql.ref('qualification.id'),
    where: [
      ...shownWith(query.archived, sql`qualification.archived`),
      ...containsWords(sql`lower(qualification.name)`, query.search ?? ''),
    ],
    order: 'name',
    sort: [{ by: sql`qualification.name collate "und-x-icu"`, type: 'text' }],
    descending: query.sort?.startsWith('-') ?? false,
    asked: query,
    items: sql`
      select qualification.id, qualification.name, qualification.description, ${holders} as holders,
        (
          select count(*) from target_activities as contained
          join learning_activities as activity on activity.id = contained.activity_id and not activity.archived
          where contained.target_id = qualification.id
        )::int as activities,
        qualification.archived
      from page join qualifications as qualification on qualification.id = page.id`,
  })
}

export async function readQualification(db: Db, input: { id: number; language: Language }): Promise<Qualification> {
  const { rows } = await sql<Qualification>`
    select qualification.id, qualification.name, qualification.description, ${holders} as holders, qualification.archived,
      coalesce((
        select jsonb_agg(
          jsonb_build_object('id', one.id, 'title', one.title, 'type', one.type, 'archived', one.archived)
          order by one.title collate "und-x-icu", one.id)
        from (
          select activity.id, activity.type, activity.archived, activity_title(activity.id, ${input.language}) as title
          from target_activities as contained
          join learning_activities as activity on activity.id = contained.activity_id
          where contained.target_id = qualification.id
        ) as one
      ), '[]') as activities
    from qualifications as qualification where qualification.id = ${input.id}`.execute(db)
  const [found] = rows
  if (!found) throw notFound('qualification')
  return found
}

/** Creates qualifications with their learning activities. Answers their ids in the order given. */
export async function createQualifications(
  tx: Change,
  input: { qualifications: readonly NewQualification[] },
): Promise<number[]> {
  const { qualifications } = input
  refuse(await findProblems(tx, qualifications), qualifications.length)
  const rows = qualifications.map(({ name, description }) => ({ name, description }))
  const ids = await insertFacts(tx, 'qualifications', rows)
  const contents = ids.flatMap((id, row) => contentRows(id, qualifications[row]?.activityIds ?? []))
  await insertFacts(tx, 'target_activities', contents)
  return ids
}

/** Edits a qualification; `activityIds` is its whole set. Its holders' enrollments follow: the engine derives them. */
export async function editQualification(tx: Change, input: { id: number; edit: QualificationEdit }): Promise<void> {
  const { id, edit } = input
  const present = await lockContents(tx, id)
  refuse(await findProblems(tx, [{ id, ...edit, present: present.activityIds }]), 1)
  if (present.archived && edit.activityIds?.some((activityId) => !present.activityIds.has(activityId))) {
    throw conflict('archived', nothingAdded({ name: present.name }))
  }
  await editFacts(tx, 'qualifications', [
    {
      id,
      ...(edit.name !== undefined && { name: edit.name }),
      ...(edit.description !== undefined && { description: edit.description }),
    },
  ])
  if (!edit.activityIds) return
  const wanted = new Set(edit.activityIds)
  await insertFacts(tx, 'target_activities', contentRows(id, wanted.difference(present.activityIds)))
  await removeFacts(tx, 'target_activities', contentRows(id, present.activityIds.difference(wanted)))
}

const nothingAdded = sentence(
  'qualification.archived',
  'Qualification "{{name}}" is archived, so nothing can be added. Restore it first.',
)

type Present = { name: string; archived: boolean; activityIds: Set<number> }

/** With the activities in it. Two who edit one qualification at the same moment take turns. */
async function lockContents(tx: Change, id: number): Promise<Present> {
  const found = await sql<{ name: string; archived: boolean }>`
    select name, archived from qualifications where id = ${id} for no key update`.execute(tx.db)
  const [qualification] = found.rows
  if (!qualification) throw notFound('qualification')
  const { rows } = await sql<{ activity_id: number }>`
    select activity_id from target_activities where target_id = ${id}`.execute(tx.db)
  return { ...qualification, activityIds: new Set(rows.map(({ activity_id }) => activity_id)) }
}

type Asked = {
  id?: number
  name?: string | undefined
  activityIds?: readonly number[] | undefined
  /** What is in it already may have been archived since: it stays until somebody takes it out. */
  present?: ReadonlySet<number>
}

async function findProblems(tx: Change, given: readonly Asked[]): Promise<Finding[]> {
  const named = given.map(({ id, name }) => ({ id, text: name }))
  const taken = await findTaken(tx.db, { table: 'qualifications', column: 'name', rows: named })
  return [
    ...taken.map(({ row, archived }) => ({
      row,
      field: 'name',
      message: takenName('qualification', given[row]?.name, { archived }),
    })),
    ...(await findUnfitActivities(tx, given)),
  ]
}

async function findUnfitActivities(tx: Change, given: readonly Asked[]): Promise<Finding[]> {
  const fresh = given.map(({ activityIds = [], present }) => activityIds.filter((id) => !present?.has(id)))
  const { rows } = await sql<{ id: number; title: string | null }>`
    select given.id, activity_title(known.id, academy.language) as title
    from unnest(${[...new Set(fresh.flat())]}::int[]) as given (id)
    cross join academy
    left join learning_activities known on known.id = given.id
    where known.archived is not false`.execute(tx.db)
  const unfit = new Map(rows.map(({ id, title }) => [id, title]))
  return fresh.flatMap((ids, row) => {
    const unknown = ids.filter((id) => unfit.get(id) === null)
    const archived = ids.flatMap((id) => unfit.get(id) ?? [])
    const message = [
      ...(unknown.length > 0 ? [noneOf({ thing: 'learning activity', ids: several(unknown) })] : []),
      ...archived.slice(0, 5).map((name) => archivedNamed({ name })),
    ]
    return message.length === 0 ? [] : [{ row, field: 'activityIds', message }]
  })
}

function contentRows(id: number, activityIds: Iterable<number>) {
  return [...activityIds].map((activityId) => ({ target_id: id, activity_id: activityId }))
}
