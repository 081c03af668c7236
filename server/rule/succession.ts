import { sql } from 'kysely'
import { audience } from '../enrollment/engine/audience.ts'
import { lockFor } from '../fact/locks.ts'
import { type Change, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { setArchived } from '../learning/archive.ts'
import { archiveUnit } from '../organization/archive.ts'
import type { UnitKind } from '../organization/contract.ts'
import { editDepartment, lockStructure } from '../organization/departments.ts'
import { moveUsers } from '../organization/members.ts'
import { units } from '../organization/unit.ts'
import { archivedNamed, noneOf } from '../platform/database/given.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { type Said, sentence, several } from '../platform/sentence.ts'
import { rewriteAssignments, rewriteGrants, rewriteRules } from './references.ts'

/** One unit or qualification and the one of its kind that takes its place. */
export type Succession = UnitSuccession | QualificationSuccession
export type UnitSuccession = { kind: UnitKind; id: number; byId: number }
type QualificationSuccession = { kind: 'qualifications'; id: number; byId: number }

/**
 * Puts another in the place of one, which stays open. Of a unit, what is assigned to it, the rules that name it and the rights
 * on its people are the other's from now on; nobody moves. Of a qualification, whatever leads to it leads to the other, and
 * whoever was given it has the other instead; what it contains stays in it. Refused where nothing refers to it, as for the later
 * of two who replace it at the same moment.
 */
export async function replaceBy(tx: Change, succession: Succession): Promise<void> {
  const { name } = await lockBoth(tx, succession)
  const { facts } = tx.wrote
  await rewriteReferences(tx, succession)
  if (tx.wrote.facts === facts) throw conflict('nothing-refers', nothingRefers({ name }))
}

const nothingRefers = sentence(
  'succession.nothing-refers',
  'Nothing refers to "{{name}}", so there is nothing to replace. Another may have taken its place a moment ago.',
)

/**
 * The same, and what is in it goes to the other too: of a unit its people and the departments in it, of a qualification the
 * learning activities that the other does not contain yet. What is left of it is archived.
 */
export async function mergeInto(tx: Change, succession: Succession): Promise<void> {
  await lockBoth(tx, succession)
  if (succession.kind === 'qualifications') {
    // First, so that history names it first.
    await setArchived(tx, { kind: 'qualification', id: succession.id, archived: true })
    await addContents(tx, succession)
    await rewriteReferences(tx, succession)
    return
  }
  await moveDepartments(tx, succession)
  await movePeople(tx, succession)
  await rewriteReferences(tx, succession)
  await archiveUnit(tx, succession)
}

type Standing = { id: number; name: string; archived: boolean; company_id: number | null }

/** First the companies and then the declarations, as whoever archives something takes them. Answers the one that goes. */
async function lockBoth(tx: Change, succession: Succession): Promise<Standing> {
  const { kind, id, byId } = succession
  const { other } = await readBoth(tx, succession)
  if (kind === 'companies') await lockStructure(tx, { kind, id, also: byId })
  if (kind === 'departments') await lockStructure(tx, { kind, id, also: other.company_id ?? undefined })
  await lockFor(tx, 'rules', 'edit')
  // Whoever archived one of them was in time until here.
  return (await readBoth(tx, succession)).one
}

/** One and the other that takes its place; refused where that cannot, with a sentence that says why. */
async function readBoth(tx: Change, { kind, id, byId }: Succession): Promise<{ one: Standing; other: Standing }> {
  const found = await readStanding(tx, kind, [id, byId])
  const [one, other] = [found.get(id), found.get(byId)]
  const word = kind === 'qualifications' ? 'qualification' : units[kind].one
  if (!one) throw notFound(word)
  const unfit = (message: Said) => invalid([{ field: 'byId', message }])
  if (!other) throw unfit(noneOf({ thing: word, ids: several([byId]) }))
  if (id === byId) throw unfit(ownPlace({ thing: word }))
  if (other.archived) throw unfit(archivedNamed({ name: other.name }))
  if (one.archived) throw conflict('archived', restoreFirst({ name: one.name }))
  return { one, other }
}

const ownPlace = sentence('succession.own-place', 'A {{thing}} cannot take its own place. Choose another.')
const restoreFirst = sentence('succession.archived', '"{{name}}" is archived. Restore it first.')

/** Whoever edits one of these qualifications meanwhile takes turns with this. */
async function readStanding(
  tx: Change,
  kind: Succession['kind'],
  ids: readonly number[],
): Promise<Map<number, Standing>> {
  const table = kind === 'qualifications' ? kind : units[kind].table
  const company = kind === 'departments' ? sql`company_id` : sql`null::int as company_id`
  const { rows } = await sql<Standing>`
    select id, name, archived, ${company} from ${sql.table(table)} where id = any (${ids}::int[])
    order by id ${kind === 'qualifications' ? sql`for no key update` : sql``}`.execute(tx.db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The departments in it, each with all below it. They are few, and each is checked as if it were moved by hand. */
async function moveDepartments(tx: Change, { kind, id, byId }: UnitSuccession): Promise<void> {
  if (kind !== 'companies' && kind !== 'departments') return
  if (kind === 'departments') await refuseBelowItself(tx, { id, byId })
  const found = await sql<{ id: number; company_id: number }>`
    select department.id, ${
      kind === 'companies' ? sql`${byId}::int` : sql`(select company_id from departments where id = ${byId})`
    } as company_id
    from departments as department
    where ${kind === 'companies' ? sql`company_id = ${id} and parent_id is null` : sql`parent_id = ${id}`}
    order by department.id`.execute(tx.db)
  for (const department of found.rows) {
    const parentId = kind === 'companies' ? null : byId
    await editDepartment(tx, { id: department.id, companyId: department.company_id, parentId })
  }
}

async function refuseBelowItself(tx: Change, { id, byId }: { id: number; byId: number }): Promise<void> {
  const { rows } = await sql`
    with recursive above as (
      select parent_id from departments where id = ${byId}
      union
      select departments.parent_id from above join departments on departments.id = above.parent_id
    )
    select from above where parent_id = ${id}`.execute(tx.db)
  if (rows.length === 0) return
  throw invalid([{ field: 'byId', message: belowItself() }])
}

const belowItself = sentence(
  'succession.below-itself',
  'It stands below the department that goes. Move it first, or choose another.',
)

async function movePeople(tx: Change, { kind, id, byId }: UnitSuccession): Promise<void> {
  if (kind === 'companies' || kind === 'departments') {
    const column = kind === 'companies' ? sql`company_id` : sql`department_id`
    const people = await sql<{ id: number }>`select id from users where ${column} = ${id} order by id`.execute(tx.db)
    return moveUsers(tx, { kind, id: byId, userIds: people.rows.map((user) => user.id) })
  }
  await moveMembers(tx, { from: audience(units[kind].audience, id), to: audience(units[kind].audience, byId) })
}

/** Who is in the other already stays there as they are. */
async function moveMembers(tx: Change, { from, to }: { from: number; to: number }): Promise<void> {
  const members = await sql<{ user_id: number }>`
    select user_id from memberships where audience_id = ${from} order by user_id`.execute(tx.db)
  const userIds = members.rows.map(({ user_id }) => user_id)
  await joinAudience(tx, { audienceId: to, userIds })
  await leaveAudience(tx, { audienceId: from, userIds })
}

/** Archived ones too: when they are restored, they lead on as they would have. */
async function addContents(tx: Change, { id, byId }: QualificationSuccession): Promise<void> {
  const { rows } = await sql<{ target_id: number; activity_id: number }>`
    select ${byId}::int as target_id, own.activity_id
    from target_activities own
    left join target_activities present on present.target_id = ${byId} and present.activity_id = own.activity_id
    where own.target_id = ${id} and present.activity_id is null
    order by own.activity_id`.execute(tx.db)
  await insertFacts(tx, 'target_activities', rows)
}

/** What refers to the one refers to the other, once. */
async function rewriteReferences(tx: Change, succession: Succession): Promise<void> {
  const { id, byId } = succession
  if (succession.kind === 'qualifications') {
    await moveMembers(tx, { from: audience('holders', id), to: audience('holders', byId) })
    await rewriteAssignments(tx, { end: 'target_id', instead: new Map([[id, byId]]) })
    return
  }
  const instead = new Map(units[succession.kind].audiences.map((of) => [audience(of, id), audience(of, byId)]))
  await rewriteAssignments(tx, { end: 'audience_id', instead })
  await rewriteRules(tx, { ...succession, instead })
  await rewriteGrants(tx, instead)
}
