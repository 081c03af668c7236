import { sql } from 'kysely'
import { type Change, editFacts, insertFacts } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { type Finding, notFound, refuse } from '../platform/problem.ts'

/** Levels of departments below one company. Deeper is a mistake in data, and every walk pays for it. */
const deepest = 20

export type NewDepartment = { name: string; companyId: number; parentId: number | null }

/** Creates departments below parents that exist. Answers their ids in the order given. */
export async function createDepartments(
  tx: Change,
  input: { departments: readonly NewDepartment[] },
): Promise<number[]> {
  const { departments } = input
  const found = await readPlaces(tx.db, departments)
  const findings = departments.flatMap((department, row): Finding[] => {
    const place = found[row]
    if (!place) return [{ row, field: 'companyId', message: noCompany(department.companyId) }]
    return [...findBadParent(row, department, place, 1), ...findTakenName(row, department, place, departments)]
  })
  refuse(findings, departments.length)
  return insertFacts(
    tx,
    'departments',
    departments.map(({ name, companyId, parentId }) => ({ name, company_id: companyId, parent_id: parentId })),
  )
}

/** Renames a department, or moves it with all below it to another parent in its company. */
export async function editDepartment(
  tx: Change,
  input: { id: number; name?: string | undefined; parentId?: number | null | undefined },
): Promise<void> {
  const present = await lockCompanyOf(tx.db, input.id)
  const name = input.name ?? present.name
  const parentId = input.parentId === undefined ? present.parentId : input.parentId
  const department = { id: present.id, name, companyId: present.companyId, parentId }
  const [place] = await readPlaces(tx.db, [department])
  const below = await readBelow(tx.db, present.id)
  const findings =
    parentId !== null && below.ids.includes(parentId)
      ? [{ row: 0, field: 'parentId', message: intoItself(present.name) }]
      : [
          ...(place ? findBadParent(0, department, place, below.levels) : []),
          ...(place ? findTakenName(0, department, place, [department]) : []),
        ]
  refuse(findings, 1)
  await editFacts(tx, 'departments', [{ id: present.id, name, parent_id: parentId }])
}

type Asked = NewDepartment & { id?: number }
/** Where a department is to be: what its company is called, what its parent is, and which name there is taken. */
type Place = {
  company: string
  parent: { name: string; companyId: number; company: string; level: number } | null
  isTaken: boolean
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
    select given.row, company.name as company,
      case when parent.id is not null then jsonb_build_object(
        'name', parent.name, 'companyId', parent.company_id, 'company', of_parent.name,
        'level', (select count(*) from above where above.of_id = parent.id)) end as parent,
      exists (
        select from departments as taken
        where taken.company_id = given."companyId" and coalesce(taken.parent_id, 0) = coalesce(given."parentId", 0)
          and lower(taken.name) = lower(given.name) and taken.id is distinct from given.id
      ) as "isTaken"
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
  const bad = (message: string) => [{ row, field: 'parentId', message }]
  if (!parent) return bad(`There is no department ${parentId}. Choose one of ${company}, or none.`)
  if (parent.companyId !== companyId) {
    return bad(`Department "${parent.name}" belongs to ${parent.company}. Choose one of ${company}, or none.`)
  }
  if (parent.level + levels > deepest) {
    return bad(
      `Below "${parent.name}" this would be ${parent.level + levels} levels deep; at most ${deepest} are allowed.`,
    )
  }
  return []
}

function findTakenName(row: number, asked: Asked, place: Place, all: readonly Asked[]): Finding[] {
  const sibling = (one: Asked) =>
    one.companyId === asked.companyId &&
    one.parentId === asked.parentId &&
    one.name.toLowerCase() === asked.name.toLowerCase()
  if (!place.isTaken && all.findIndex(sibling) === row) return []
  const where = place.parent ? `below "${place.parent.name}"` : `in ${place.company}`
  return [
    { row, field: 'name', message: `There is a department "${asked.name}" ${where} already. Choose another name.` },
  ]
}

const noCompany = (id: number) => `There is no company ${id}. Choose one of the list.`
const intoItself = (name: string) => `"${name}" cannot be put below itself or a department below it. Choose another.`

/** Two who rearrange one company at the same moment could make a loop together, which neither sees: they take turns. */
async function lockCompanyOf(
  db: Db,
  id: number,
): Promise<{ id: number; name: string; companyId: number; parentId: number | null }> {
  await sql`
    select from departments
    where company_id = (select company_id from departments where id = ${id})
    order by id for no key update`.execute(db)
  const { rows } = await sql<{ id: number; name: string; companyId: number; parentId: number | null }>`
    select id, name, company_id as "companyId", parent_id as "parentId" from departments where id = ${id}`.execute(db)
  const [department] = rows
  if (!department) throw notFound('department')
  return department
}

/** The department and all below it, and how many levels they are. */
async function readBelow(db: Db, id: number): Promise<{ ids: number[]; levels: number }> {
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
