import { sql } from 'kysely'
import type { Named } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { namesIn } from './vocabulary.ts'

type Unit = Named & { readonly archived: boolean }
type Department = Unit & { readonly companyId: number; readonly parentId: number | null }

/** What a name led to: the unit, or why to none. */
export type Placed<Why extends string> = { readonly id: number } | { readonly why: Why; readonly about?: string }

export type UnitField = 'teams' | 'functions' | 'groups'

/** The parts of the organisation by name, read once for all rows of a file: there are far fewer of them than of people. */
export class Places {
  readonly #companies: ReadonlyMap<string, Unit>
  readonly #units: Record<UnitField, ReadonlyMap<string, Unit>>
  readonly #departments: ReadonlyMap<string, readonly Department[]>
  readonly #departmentsById: ReadonlyMap<number, Department>
  readonly #companyNames: ReadonlyMap<number, string>

  private constructor(read: {
    companies: Unit[]
    departments: Department[]
    units: Record<UnitField, Unit[]>
  }) {
    this.#companies = byName(read.companies)
    this.#companyNames = new Map(read.companies.map(({ id, name }) => [id, name]))
    this.#units = {
      teams: byName(read.units.teams),
      functions: byName(read.units.functions),
      groups: byName(read.units.groups),
    }
    this.#departments = Map.groupBy(read.departments, ({ name }) => name.toLowerCase())
    this.#departmentsById = new Map(read.departments.map((one) => [one.id, one]))
  }

  static async read(db: Db): Promise<Places> {
    const all = async (table: string) =>
      (await sql<Unit>`select id, name, archived from ${sql.table(table)}`.execute(db)).rows
    const departments = await sql<Department>`
      select id, name, archived, company_id as "companyId", parent_id as "parentId" from departments`.execute(db)
    return new Places({
      companies: await all('companies'),
      departments: departments.rows,
      units: {
        teams: await all('teams'),
        functions: await all('job_functions'),
        groups: await all('groups'),
      },
    })
  }

  /** `present` is where somebody is already: they may stay in what was archived since. */
  company(name: string, present: number | null): Placed<'company-unknown' | 'archived'> {
    const found = this.#companies.get(name.toLowerCase())
    if (!found) return { why: 'company-unknown' }
    return found.archived && found.id !== present ? { why: 'archived', about: found.name } : { id: found.id }
  }

  unit(field: UnitField, name: string): Unit | undefined {
    return this.#units[field].get(name.toLowerCase())
  }

  /**
   * The names that a cell holds, apart by semicolons; by commas too where no name has one that is meant so.
   */
  unitNames(field: UnitField, text: string): string[] {
    return namesIn(text).flatMap((name) => {
      if (this.unit(field, name) || !name.includes(',')) return [name]
      const parts = name.split(',').map((part) => part.trim())
      return parts.every((part) => this.unit(field, part)) ? parts : [name]
    })
  }

  /** A department of a company, by its name, or by those above it too: `Logistics / Warehouse`. */
  department(
    text: string,
    companyId: number,
    present: number | null,
  ): Placed<'department-unknown' | 'department-ambiguous' | 'department-elsewhere' | 'archived'> {
    const path = text.split(/\s*[/>›]\s*/).map((name) => name.toLowerCase())
    const whole = this.#departments.get(text.toLowerCase()) ?? []
    const named = whole.length > 0 ? whole : (this.#departments.get(path.at(-1) ?? '') ?? [])
    const fitting = whole.length > 0 ? whole : named.filter((one) => this.#isAt(one, path))
    const here = fitting.filter((one) => one.companyId === companyId)
    const open = here.filter((one) => !one.archived || one.id === present)
    const [found] = open
    if (found && open.length === 1) return { id: found.id }
    if (found) return { why: 'department-ambiguous', about: open.map((one) => this.#tellApart(one)).join('; ') }
    if (here[0]) return { why: 'archived', about: here[0].name }
    const [elsewhere] = fitting
    if (elsewhere) return { why: 'department-elsewhere', about: this.#companyNames.get(elsewhere.companyId) ?? '' }
    return { why: 'department-unknown' }
  }

  companyName(id: number): string {
    return this.#companyNames.get(id) ?? ''
  }

  /** Whether those names lead to a department. The first may be its company: so one with nothing above it is told apart. */
  #isAt(department: Department, path: readonly string[]): boolean {
    let at: Department | undefined = department
    for (const [above, name] of path.toReversed().entries()) {
      if (!at) return above === path.length - 1 && this.companyName(department.companyId).toLowerCase() === name
      if (at.name.toLowerCase() !== name) return false
      at = at.parentId === null ? undefined : this.#departmentsById.get(at.parentId)
    }
    return true
  }

  #tellApart(department: Department): string {
    const path = this.#pathOf(department)
    return department.parentId === null ? `${this.companyName(department.companyId)} / ${path}` : path
  }

  #pathOf(department: Department): string {
    const above = department.parentId === null ? undefined : this.#departmentsById.get(department.parentId)
    return above ? `${this.#pathOf(above)} / ${department.name}` : department.name
  }
}

const byName = (units: readonly Unit[]) => new Map(units.map((unit) => [unit.name.toLowerCase(), unit]))
