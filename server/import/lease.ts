import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { ProblemBody } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { Problem } from '../platform/problem.ts'
import { wentWrong } from './commands.ts'
import type { ImportCheck, ImportState } from './contract.ts'
import type { FileRow } from './file/index.ts'
import type { Finding } from './findings.ts'
import type { StoredColumn } from './layout.ts'
import { type Stored, storedColumns } from './stored.ts'

/** Whoever has not been heard of for so many seconds is taken for dead, and the work begins anew elsewhere. */
const leaseSeconds = 20

/** How far a step is, is written down no more often, in milliseconds: each time waits for the disk. */
const tellEvery = 250

/** So often a step is tried again after a fault. */
const mostFaults = 2

/** What a step of an import comes to. */
export type Ended = {
  readonly state: ImportState
  readonly checked?: ImportCheck
  readonly previewId?: number | null
  readonly planProblem?: ProblemBody | null
  readonly mails?: number | null
  readonly drift?: ReadonlyArray<{ what: string; before: number; now: number }> | null
  readonly refusal?: { code: string; message: string }
  readonly batchId?: number
}

/** Somebody took over, or changed the import meanwhile: what was found about it is of no use any more. */
export class LeaseLost extends Error {}

/**
 * The right to read, check or start one import, until another takes it: because this process went silent, or because
 * somebody changed the import. Whatever is written under it is written only while it holds.
 */
export class Lease {
  readonly #db: Db
  readonly #importId: number
  readonly #worker: string
  readonly #heartbeat: NodeJS.Timeout
  #told = Number.NEGATIVE_INFINITY

  private constructor(db: Db, input: { importId: number; worker: string }) {
    this.#db = db
    this.#importId = input.importId
    this.#worker = input.worker
    this.#heartbeat = setInterval(() => void this.#renew().catch(() => undefined), (leaseSeconds * 1000) / 4)
    this.#heartbeat.unref()
  }

  /** Takes the next import that has something to be done, if there is one. `importId`: that one. */
  static async take(db: Db, input: { importId?: number } = {}): Promise<{ stored: Stored; lease: Lease } | null> {
    const worker = randomUUID()
    const { rows } = await sql<Stored>`
      update imports set worker = ${worker}, leased_until = now() + make_interval(secs => ${leaseSeconds})
      where id = (
        select id from imports
        where state in ('reading', 'checking', 'starting') and (leased_until is null or leased_until < now())
          and (${input.importId ?? null}::bigint is null or id = ${input.importId ?? null})
        order by id limit 1 for update skip locked
      )
      returning ${storedColumns}`.execute(db)
    const [stored] = rows
    return stored ? { stored, lease: new Lease(db, { importId: stored.id, worker }) } : null
  }

  async progress(done: number): Promise<void> {
    const now = performance.now()
    if (now < this.#told + tellEvery) return
    this.#told = now
    await this.#hold(sql`done = ${done}, leased_until = now() + make_interval(secs => ${leaseSeconds})`)
  }

  async keepColumns({
    columns,
    ignored,
  }: {
    columns: readonly StoredColumn[]
    ignored: readonly string[]
  }): Promise<void> {
    await this.#hold(sql`columns = ${JSON.stringify(columns)}, ignored = ${[...ignored]}::text[], done = 0`)
  }

  /** What else the step writes down, while the lease holds. */
  async keep(assignments: ReturnType<typeof sql>): Promise<void> {
    await this.#hold(assignments)
  }

  /**
   * Adds rows of the file. Nobody waits for the disk: an import of which it is not written down that it was read is read again,
   * and that word waits for all before it.
   */
  async keepRows(rows: readonly FileRow[]): Promise<void> {
    if (rows.length === 0) return
    const numbers = rows.map(({ row }) => row)
    const marks = rows.map(({ marks }) => `{${marks.join()}}`)
    const cells = rows.map(({ cells }) => JSON.stringify(Object.fromEntries(cells)))
    await sql`
      with hastily as materialized (select set_config('synchronous_commit', 'off', true))
      insert into import_rows (import_id, row, marks, cells)
      select ${this.#importId}, given.row, given.marks::smallint[], given.cells::jsonb
      from hastily, unnest(${numbers}::int[], ${marks}::text[], ${cells}::text[]) as given (row, marks, cells)
      where ${this.#holds}`.execute(this.#db)
  }

  async forgetProblems(): Promise<void> {
    await sql`delete from import_problems where import_id = ${this.#importId} and ${this.#holds}`.execute(this.#db)
  }

  async keepProblems(findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return
    await sql`
      insert into import_problems (import_id, row, "column", kind, value, about)
      select distinct on (row, "column", kind) ${this.#importId}::bigint, row, coalesce("column", -1), kind, value, about
      from jsonb_to_recordset(${JSON.stringify(findings)})
        as given (row int, "column" int, kind text, value text, about text)
      where ${this.#holds}
      on conflict do nothing`.execute(this.#db)
  }

  async end(ended: Ended): Promise<void> {
    await this.endWithin(this.#db, ended)
  }

  /** Ends in a transaction of whoever does what the step is about, so that both are done or neither. */
  async endWithin(db: Db, ended: Ended): Promise<void> {
    const { state, checked, previewId, planProblem, mails, drift, refusal, batchId } = ended
    await this.#hold(
      sql.join([
        sql`state = ${state}, worker = null, leased_until = null`,
        ...(checked ? [sql`checked = ${JSON.stringify(checked)}`] : []),
        ...(previewId !== undefined ? [sql`preview_id = ${previewId}`] : []),
        ...(planProblem !== undefined
          ? [sql`plan_problem = ${planProblem && JSON.stringify(planProblem)}::jsonb`]
          : []),
        ...(mails !== undefined ? [sql`mails = ${mails}`] : []),
        ...(drift !== undefined ? [sql`drift = ${drift === null ? null : JSON.stringify(drift)}::jsonb`] : []),
        ...(refusal ? [sql`refusal = ${JSON.stringify(refusal)}, file = null`] : []),
        ...(batchId !== undefined ? [sql`batch_id = ${batchId}, file = null`] : []),
      ]),
      db,
    )
  }

  /** After a fault: it is tried twice more, and then says so. Nothing was done. */
  async giveUp({ state, faults }: Stored): Promise<void> {
    if (faults < mostFaults) return this.keep(sql`faults = faults + 1`)
    const fault = new Problem(500, 'fault', wentWrong()).body()
    await this.keep(sql`faults = 0`)
    await this.end(
      state === 'reading'
        ? { state: 'refused', refusal: { code: 'fault', message: fault.detail } }
        : { state: 'open', planProblem: fault },
    )
  }

  /** Ends the heartbeat; what is not ended in words is taken up again by the next who looks. */
  async drop(): Promise<void> {
    clearInterval(this.#heartbeat)
    await sql`
      update imports set worker = null, leased_until = null where id = ${this.#importId} and worker = ${this.#worker}`.execute(
      this.#db,
    )
  }

  get #holds() {
    return sql`exists (
      select from imports where imports.id = ${this.#importId} and imports.worker = ${this.#worker} for share)`
  }

  async #renew(): Promise<void> {
    await sql`
      update imports set leased_until = now() + make_interval(secs => ${leaseSeconds})
      where id = ${this.#importId} and worker = ${this.#worker}`.execute(this.#db)
  }

  async #hold(assignments: ReturnType<typeof sql> | ReturnType<typeof sql.join>, db: Db = this.#db): Promise<void> {
    const { numAffectedRows } = await sql`
      update imports set ${assignments} where id = ${this.#importId} and worker = ${this.#worker}`.execute(db)
    if (numAffectedRows !== 1n) throw new LeaseLost()
  }
}
