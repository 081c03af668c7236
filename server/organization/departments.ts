import { sql } from 'kysely'
import { type Change, editFacts, insertFacts } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { archivedSentence, noneOf } from '../platform/database/given.ts'
import { type Finding, notFound, refuse } from '../platform/problem.ts'
import { type Said, sentence, several } from '../platform/sentence.ts'

/** Levels of departments below one company. Deeper is a mistake in data, and every walk pays for it. */
const deepest = 20

export type NewDepartment = { name: string; companyId: number; parentId: number | null }

/** Creates departments below parents that exist. Answers their ids in the order given. */
export async function createDepartments(
  tx: Change,
  input: { departments: readonly NewDepartment[] },
): Promise<number[]> {
  const { departments } = input
  await lockCompanies(
    tx,
    departments.map(({ companyId }) => companyId),
  )
  const found = await readPlaces(tx.db, departments)
  const findings = departments.flatMap((department, row): Finding[] => {
    const place = found[row]
    if (!place) return [{ row, field: 'companyId', message: noCompany(department.companyId) }]
    return [
      ...findArchived(row, department, place),
      ...findBadParent(row, department, place, 1),
      ...findTakenName(row, department, place, departments),
    ]
  })
  refuse(findings, departments.length)
  return insertFacts(
    tx,
    'departments',
    departments.map(({ name, companyId, parentId }) => ({ name, company_id: companyId, parent_id: parentId })),
  )
}

/**
 * Renames a department, or moves it with all below it: to another parent, or to another company, which takes its people
 * there too. Moved to a company without a word about the parent, it stands at the top there.
 */
export async function editDepartment(
  tx: Change,
  input: {
    id: number
    name?: string | undefined
    companyId?: number | undefined
    parentId?: number | null | undefined
  },
): Promise<void> {
  await lockStructure(tx, { kind: 'departments', id: input.id, also: input.companyId })
  const present = await readDepartment(tx.db, input.id)
  const companyId = input.companyId ?? present.companyId
  const moves = companyId !== present.companyId
  const name = input.name ?? present.name
  const parentId = input.parentId === undefined ? (moves ? null : present.parentId) : input.parentId
  const department = { id: present.id, name, companyId, parentId }
  const below = await readBelow(tx.db, present.id)
  refuse(await findMisfits(tx, { department, present, below }), 1)
  if (moves) return moveToCompany(tx, { department, below: below.ids })
  await editFacts(tx, 'departments', [{ id: present.id, name, parent_id: parentId }])
}

type Department = NewDepartment & { id: number }
type Below = { ids: number[]; levels: number }

async function findMisfits(
  tx: Change,
  { department, present, below }: { department: Department; present: Department; below: Below },
): Promise<Finding[]> {
  const { companyId, parentId } = department
  if (parentId !== null && below.ids.includes(parentId)) {
    return [{ row: 0, field: 'parentId', message: intoItself({ name: present.name }) }]
  }
  const [place] = await readPlaces(tx.db, [department])
  if (!place) return [{ row: 0, field: 'companyId', message: noCompany(companyId) }]
  const stays = companyId === present.companyId && parentId === present.parentId
  return [
    ...(stays ? [] : findArchived(0, department, place)),
    ...findBadParent(0, department, place, below.levels),
    ...findTakenName(0, department, place, [department]),
  ]
}

/** The department, those below it and everybody in them belong to the other company from one moment to the next. */
async function moveToCompany(
  tx: Change,
  { department, below }: { department: Department; below: readonly number[] },
): Promise<void> {
  const { id, name, companyId, parentId } = department
  // Each of them refers to its company by its parent or department, so for a while none of them fits.
  await sql`set constraints all deferred`.execute(tx.db)
  await editFacts(tx, 'departments', [{ id, name, company_id: companyId, parent_id: parentId }])
  await editFacts(
    tx,
    'departments',
    below.filter((one) => one !== id).map((one) => ({ id: one, company_id: companyId })),
  )
  const people = await sql<{ id: number }>`
    select id from users where department_id = any (${below}::int[]) order by id`.execute(tx.db)
  await editFacts(
    tx,
    'users',
    people.rows.map((user) => ({ id: user.id, company_id: companyId })),
  )
  await sql`set constraints all immediate`.execute(tx.db)
}

type Asked = NewDepartment & { id?: number }
/** Where a department is to be: what its company is called, what its parent is, and which name there is taken. */
type Place = {
  company: string
  companyArchived: boolean
  parent: { name: string; companyId: number; company: string; level: number; archived: boolean } | null
  taken: { archived: boolean } | null
}

/** Answers a place for each department given, undefined where the company does not exist. */
async function readPlaces(db: Db, departments: readonly Asked[]): Promise<Array<Place | undefined>> {
  const given = departments.map(({ id = null, name, companyId, parentId }, row) => ({
    row,
    id,
    name,
    companyId,
    parentId,
  }))
  const { rows } = await sql<Place & { row: number }>`
    with recursive given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(given)})
        as element (row int, id int, name text, "companyId" int, "parentId" int)
    ),
    above as (
      select distinct "parentId" as of_id, "parentId" as id from given where "parentId" is not null
      union
      select above.of_id, departments.parent_id
      from above join departments on departments.id = above.id
      where departments.parent_id is not null
    )
    select given.row, company.name as company, company.archived as "companyArchived",
      case when parent.id is not null then jsonb_build_object(
        'name', parent.name, 'companyId', parent.company_id, 'company', of_parent.name,
        'archived', parent.archived,
        'level', (select count(*) from above where above.of_id = parent.id)) end as parent,
      (
        select jsonb_build_object('archived', taken.archived)
        from departments as taken
        where taken.company_id = given."companyId" and coalesce(taken.parent_id, 0) = coalesce(given."parentId", 0)
          and lower(taken.name) = lower(given.name) and taken.id is distinct from given.id
      ) as taken
    from given
    join companies as company on company.id = given."companyId"
    left join departments as parent on parent.id = given."parentId"
    left join companies as of_parent on of_parent.id = parent.company_id`.execute(db)
  const places = new Map(rows.map((place) => [place.row, place]))
  return departments.map((_, row) => places.get(row))
}

function findBadParent(
  row: number,
  { companyId, parentId }: Asked,
  { company, parent }: Place,
  levels: number,
): Finding[] {
  if (parentId === null) return []
  const bad = (message: Said) => [{ row, field: 'parentId', message }]
  if (!parent) return bad(noParent({ ids: several([parentId]), company }))
  if (parent.companyId !== companyId) {
    return bad(parentOfOther({ parent: parent.name, other: parent.company, company }))
  }
  if (parent.level + levels > deepest) {
    return bad(tooDeep({ parent: parent.name, levels: parent.level + levels, most: deepest }))
  }
  return []
}

function findArchived(
  row: number,
  { companyId: _, parentId }: Asked,
  { company, companyArchived, parent }: Place,
): Finding[] {
  if (companyArchived)
    return [{ row, field: 'companyId', message: archivedSentence({ thing: 'company', name: company }) }]
  if (parentId === null || !parent?.archived) return []
  return [{ row, field: 'parentId', message: archivedSentence({ thing: 'department', name: parent.name }) }]
}

function findTakenName(row: number, asked: Asked, place: Place, all: readonly Asked[]): Finding[] {
  const sibling = (one: Asked) =>
    one.companyId === asked.companyId &&
    one.parentId === asked.parentId &&
    one.name.toLowerCase() === asked.name.toLowerCase()
  if (!place.taken && all.findIndex(sibling) === row) return []
  return [{ row, field: 'name', message: takenThere(asked.name, place) }]
}

function takenThere(name: string, { parent, company, taken }: Place): Said {
  const archived = taken?.archived ?? false
  if (parent) return (archived ? takenBelowByArchived : takenBelow)({ name, parent: parent.name })
  return (archived ? takenInByArchived : takenIn)({ name, company })
}

const takenBelow = sentence(
  'department.taken-below',
  'There is a department "{{name}}" below "{{parent}}" already. Choose another name.',
)
const takenBelowByArchived = sentence(
  'department.taken-below-by-archived',
  'There is a department "{{name}}" below "{{parent}}" already, which is archived. Restore that, or choose another name.',
)
const takenIn = sentence(
  'department.taken-in',
  'There is a department "{{name}}" in {{company}} already. Choose another name.',
)
const takenInByArchived = sentence(
  'department.taken-in-by-archived',
  'There is a department "{{name}}" in {{company}} already, which is archived. Restore that, or choose another name.',
)
const noParent = sentence('department.no-parent', 'There is no department {{ids}}. Choose one of {{company}}, or none.')
const parentOfOther = sentence(
  'department.parent-of-other',
  'Department "{{parent}}" belongs to {{other}}. Choose one of {{company}}, or none.',
)
const tooDeep = sentence(
  'department.too-deep',
  'Below "{{parent}}" this would be {{levels}} levels deep; at most {{most}} are allowed.',
)
const intoItself = sentence(
  'department.into-itself',
  '"{{name}}" cannot be put below itself or a department below it. Choose another.',
)
const noCompany = (id: number) => noneOf({ thing: 'company', ids: several([id]) })

/**
 * Two who rearrange one company at the same moment could make a loop together, or put something below what the other archives,
 * which neither sees: they take turns. So does whoever moves a department, with both companies.
 */
export async function lockStructure(
  tx: Change,
  { kind, id, also }: { kind: 'companies' | 'departments'; id: number; also?: number | undefined },
): Promise<void> {
  const companyId = kind === 'companies' ? id : await companyOf(tx, id)
  await lockCompanies(
    tx,
    [companyId, also].filter((one) => one !== undefined),
  )
  // While we waited, somebody may have moved the department to a third.
  if (kind === 'departments' && (await companyOf(tx, id)) !== companyId) await lockStructure(tx, { kind, id, also })
}

async function companyOf(tx: Change, departmentId: number): Promise<number | undefined> {
  const { rows } = await sql<{ company_id: number }>`
    select company_id from departments where id = ${departmentId}`.execute(tx.db)
  return rows[0]?.company_id
}

async function lockCompanies(tx: Change, ids: readonly number[]): Promise<void> {
  await sql`
    select from companies where id = any (${[...new Set(ids)]}::int[]) order by id for no key update`.execute(tx.db)
}

async function readDepartment(db: Db, id: number): Promise<Department> {
  const { rows } = await sql<Department>`
    select id, name, company_id as "companyId", parent_id as "parentId" from departments where id = ${id}`.execute(db)
  const [department] = rows
  if (!department) throw notFound('department')
  return department
}

/** The department and all below it, and how many levels they are. */
async function readBelow(db: Db, id: number): Promise<Below> {
  const { rows } = await sql<{ ids: number[]; levels: number }>`
    with recursive below as (
      select ${id}::int as id, 1 as level
      union
      select departments.id, below.level + 1
      from below join departments on departments.parent_id = below.id
      where below.level < ${10 * deepest}
    )
    select array_agg(distinct id) as ids, max(level) as levels from below`.execute(db)
  return rows[0] ?? { ids: [id], levels: 1 }
}
