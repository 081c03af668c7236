import { sql } from 'kysely'
import { audience } from '../enrollment/engine/audience.ts'
import { lockFor } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../facts.ts'
import { archiveUnit } from '../organization/archive.ts'
import type { UnitKind } from '../organization/contract.ts'
import { editDepartment, lockStructure } from '../organization/departments.ts'
import { moveUsers } from '../organization/members.ts'
import { units } from '../organization/unit.ts'
import { archivedNamed, noneOf } from '../platform/database/given.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { type Said, sentence, several } from '../platform/sentence.ts'
import type { Criterion } from './contract.ts'
import { compileCriteria } from './criteria.ts'
import { readLanguages } from './named.ts'

/** One unit and the one of its kind that takes its place. */
export type Succession = { kind: UnitKind; id: number; byId: number }

/**
 * Puts another unit in the place of one: what is assigned to it, the rules that name it and the rights on its people are the
 * other's from now on. Nobody moves: its people stay in it, and it stays open.
 */
export async function replaceUnit(tx: Change, input: Succession): Promise<void> {
  await lockBoth(tx, input)
  await rewriteReferences(tx, input)
}

/** The same, and its people and the departments in it go to the other too. What is left of it is archived. */
export async function mergeUnit(tx: Change, input: Succession): Promise<void> {
  await lockBoth(tx, input)
  await moveDepartments(tx, input)
  await movePeople(tx, input)
  await rewriteReferences(tx, input)
  await archiveUnit(tx, input)
}

type Standing = { id: number; name: string; archived: boolean; company_id: number | null }

/** First the companies and then the declarations, as whoever archives something takes them. */
async function lockBoth(tx: Change, { kind, id, byId }: Succession): Promise<void> {
  const [one, other] = [await readUnit(tx, kind, id), await readUnit(tx, kind, byId)]
  const word = units[kind].one
  if (!one) throw notFound(word)
  const unfit = (message: Said) => invalid([{ field: 'byId', message }])
  if (!other) throw unfit(noneOf({ thing: word, ids: several([byId]) }))
  if (id === byId) throw unfit(ownPlace({ thing: word }))
  if (other.archived) throw unfit(archivedNamed({ name: other.name }))
  if (one.archived) throw conflict('archived', restoreFirst({ name: one.name }))
  if (kind === 'companies') await lockStructure(tx, { kind, id, also: byId })
  if (kind === 'departments') await lockStructure(tx, { kind, id, also: other.company_id ?? undefined })
  await lockFor(tx, 'rules', 'edit')
}

const ownPlace = sentence('succession.own-place', 'A {{thing}} cannot take its own place. Choose another.')
const restoreFirst = sentence('succession.archived', '"{{name}}" is archived. Restore it first.')

async function readUnit(tx: Change, kind: UnitKind, id: number): Promise<Standing | undefined> {
  const company = kind === 'departments' ? sql`company_id` : sql`null::int as company_id`
  const { rows } = await sql<Standing>`
    select id, name, archived, ${company} from ${sql.table(units[kind].table)} where id = ${id}`.execute(tx.db)
  return rows[0]
}

/** The departments in it, each with all below it. They are few, and each is checked as if it were moved by hand. */
async function moveDepartments(tx: Change, { kind, id, byId }: Succession): Promise<void> {
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

async function movePeople(tx: Change, { kind, id, byId }: Succession): Promise<void> {
  if (kind === 'companies' || kind === 'departments') {
    const column = kind === 'companies' ? sql`company_id` : sql`department_id`
    const people = await sql<{ id: number }>`select id from users where ${column} = ${id} order by id`.execute(tx.db)
    return moveUsers(tx, { kind, id: byId, userIds: people.rows.map((user) => user.id) })
  }
  const [from, to] = [audience(units[kind].audience, id), audience(units[kind].audience, byId)]
  const members = await sql<{ user_id: number }>`
    select user_id from memberships where audience_id = ${from} order by user_id`.execute(tx.db)
  const userIds = members.rows.map(({ user_id }) => user_id)
  await joinAudience(tx, { audienceId: to, userIds })
  await leaveAudience(tx, { audienceId: from, userIds })
}

/** What refers to the audiences of the one refers to those of the other, once. */
async function rewriteReferences(tx: Change, { kind, id, byId }: Succession): Promise<void> {
  const instead = new Map(units[kind].audiences.map((of) => [audience(of, id), audience(of, byId)]))
  await rewriteAssignments(tx, instead)
  await rewriteRules(tx, { kind, id, byId, instead })
  await rewriteGrants(tx, instead)
}

type Instead = ReadonlyMap<number, number>

/** What the other is assigned already stays as it is there. */
async function rewriteAssignments(tx: Change, instead: Instead): Promise<void> {
  const { rows } = await sql<{
    id: number
    audience_id: number
    target_id: number
    on_leaving: number | null
    is_there: boolean
  }>`
    select a.id, given.other as audience_id, a.target_id, a.on_leaving, present.id is not null as is_there
    from ${pairsOf(instead)} as given (one, other)
    join assignments a on a.audience_id = given.one
    left join assignments present on present.audience_id = given.other and present.target_id = a.target_id
    order by a.id`.execute(tx.db)
  await removeFacts(
    tx,
    'assignments',
    rows.map((row) => ({ id: row.id })),
  )
  await insertFacts(
    tx,
    'assignments',
    rows
      .filter(({ is_there }) => !is_there)
      .map(({ audience_id, target_id, on_leaving }) => ({ audience_id, target_id, on_leaving })),
  )
}

/** A rule that names both names the other once. */
async function rewriteRules(tx: Change, { kind, id, byId, instead }: Succession & { instead: Instead }): Promise<void> {
  const languages = await readLanguages(tx.db)
  const { rows } = await sql<{ id: number; criteria: Criterion[] }>`
    select id, criteria from rules
    where audience_ids && ${[...instead.keys()]}::int[] order by id for update`.execute(tx.db)
  await editFacts(
    tx,
    'rules',
    rows.map((rule) => {
      const criteria = rule.criteria.map((criterion) => named(criterion, { kind, id, byId }))
      return {
        id: rule.id,
        criteria: criteria as never,
        ...compileCriteria(criteria, { languages }),
      }
    }),
  )
}

const criterionOf = {
  companies: 'company',
  departments: 'department',
  teams: 'team',
  functions: 'function',
  groups: 'group',
} as const satisfies Record<UnitKind, Criterion['kind']>

function named(criterion: Criterion, { kind, id, byId }: Succession): Criterion {
  if (criterion.kind !== criterionOf[kind]) return criterion
  return { ...criterion, ids: [...new Set(criterion.ids.map((one) => (one === id ? byId : one)))] }
}

async function rewriteGrants(tx: Change, instead: Instead): Promise<void> {
  const { rows } = await sql<{ user_id: number; one: number; other: number; is_there: boolean }>`
    select g.user_id, given.one, given.other, present.user_id is not null as is_there
    from ${pairsOf(instead)} as given (one, other)
    join grants g on g.audience_id = given.one
    left join grants present on present.audience_id = given.other and present.user_id = g.user_id
    order by g.user_id, given.one`.execute(tx.db)
  await removeFacts(
    tx,
    'grants',
    rows.map(({ user_id, one }) => ({ user_id, audience_id: one })),
  )
  await insertFacts(
    tx,
    'grants',
    rows.filter(({ is_there }) => !is_there).map(({ user_id, other }) => ({ user_id, audience_id: other })),
  )
}

function pairsOf(instead: Instead) {
  return sql`unnest(${[...instead.keys()]}::int[], ${[...instead.values()]}::int[])`
}
