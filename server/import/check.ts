import { sql } from 'kysely'
import { type Change, change } from '../change.ts'
import { planJoining } from '../enrollment/engine/plan.ts'
import type { Members } from '../facts.ts'
import type { Bell } from '../platform/bell.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { preview } from '../preview.ts'
import { applyRows } from './apply.ts'
import type { ImportAction, ImportCheck } from './contract.ts'
import { type Counts, type Finding, noCounts } from './findings.ts'
import { type Layout, layColumns, layoutOf } from './layout.ts'
import type { Ended, Lease } from './lease.ts'
import { countMails, type Drift, foresee, foreseeChange, foreseen, planDrift, planEnrolling } from './plan.ts'
import { resolve } from './resolve.ts'
import type { Resolved, Work } from './resolved.ts'
import { authorOf, markedCells, type Stored } from './stored.ts'

type Barred = ReadonlyMap<number, readonly Finding[]>
type Ready = Stored & { readonly action: ImportAction }

/** How the rows of an import are to be read. */
type Reading = { importId: number; authorId: number | null; layout: Layout; today: string; barred: Barred }

/** Checks an import against the academy as it is now, and plans what its good rows would do. */
export async function checkAndPlan(db: Db, input: { stored: Stored; lease: Lease; log: Log }): Promise<void> {
  const { stored, lease, log } = input
  if (!hasAction(stored)) return lease.end({ state: 'open' })
  await lease.end({ state: 'open', ...(await look(db, { stored, lease, log })) })
}

/**
 * Starts an import: its rows are read once more, in the change that does what they say, and if that comes out as whoever started
 * it saw it, it is done. The facts and the word that they are written are one commit, so it is done once, whoever dies; the
 * engine's part is a batch like others. Otherwise nothing is done, and the import says what is other.
 */
export async function startChecked(
  db: Db,
  input: { stored: Stored; lease: Lease; bell: Bell; log: Log },
): Promise<void> {
  const { stored, lease, bell, log } = input
  if (!hasAction(stored)) return lease.end({ state: 'open' })
  const drift = await start(db, { stored, lease, bell })
  if (drift) await lease.end({ state: 'open', ...(await look(db, { stored, lease, log })), drift })
}

const hasAction = (stored: Stored): stored is Ready => stored.action !== null

/** Answers what was other than expected, and that nothing was done; or null when it was done. */
async function start(
  db: Db,
  { stored, lease, bell }: { stored: Ready; lease: Lease; bell: Bell },
): Promise<Drift | null> {
  const { checked, action, notify } = stored
  const seen = await foreseen(db, stored.previewId)
  if (!seen || !checked) return [{ what: 'plan', before: 0, now: 1 }]
  const reading = { ...(await layOut(db, { stored, lease })), barred: await readBarred(db, stored.id) }
  const isEnrolling = action === 'enroll'
  const act = {
    kind: `import.${action}`,
    author: authorOf(stored),
    notify,
    ...(!isEnrolling && { expect: async (open: Change) => refuseDrift(planDrift(seen, await foreseeChange(open))) }),
  }
  try {
    await change(
      db,
      act,
      async (tx) => {
        const tally = new Tally()
        const resolved = tallied(resolve(tx.db, reading), tally)
        if (isEnrolling) {
          // What coming onto lists does is planned without writing it.
          const lists = await listsOf(resolved)
          refuseDrift(planDrift(seen, foresee(await planJoining(tx.db, lists), new Set())))
          await applyRows(tx, [{ joins: lists }])
        } else await applyRows(tx, await worksOf(resolved))
        refuseDrift(driftOf(checked, await tally.sum(tx.db, stored)))
        await lease.endWithin(tx.db, { state: 'started', batchId: tx.batchId, drift: null })
      },
      bell,
    )
    return null
  } catch (error) {
    if (error instanceof Drifted) return error.drift
    // What cannot be done is said by the plan that is made then.
    if (error instanceof Problem) return [{ what: 'plan', before: 0, now: 1 }]
    throw error
  }
}

class Drifted extends Error {
  readonly drift: Drift

  constructor(drift: Drift) {
    super('the academy is not as it was when this was planned')
    this.drift = drift
  }
}

function refuseDrift(drift: Drift): void {
  if (drift.length > 0) throw new Drifted(drift)
}

function driftOf(before: ImportCheck, now: ImportCheck): Drift {
  return (Object.keys(now) as (keyof ImportCheck)[]).flatMap((what) => {
    // What was checked before Muster was upgraded knows nothing of what is counted since.
    const was = before[what] ?? 0
    return was === now[what] ? [] : [{ what, before: was, now: now[what] }]
  })
}

/** What there is to be said of an import, as things are now. */
async function look(
  db: Db,
  { stored, lease, log }: { stored: Ready; lease: Lease; log: Log },
): Promise<Omit<Ended, 'state'>> {
  const began = performance.now()
  const laid = await layOut(db, { stored, lease })
  for (let barred: Barred = new Map(); ; ) {
    const reading = { ...laid, barred }
    const read = await readOnce(db, { stored, lease, reading })
    // Rows that were taken for good until the end was read: what they ask for is counted again without them.
    if (read.late.length > 0) barred = Map.groupBy([...[...barred.values()].flat(), ...read.late], ({ row }) => row)
    else {
      const checkedAt = performance.now()
      const planned = await plan(db, { stored, reading, ...read })
      const ms = { check: Math.round(checkedAt - began), plan: Math.round(performance.now() - checkedAt) }
      log.info({ import: stored.id, rows: stored.rows, ms }, 'an import was checked and planned')
      return { checked: read.check, ...planned }
    }
  }
}

async function layOut(db: Db, { stored, lease }: { stored: Ready; lease: Lease }): Promise<Omit<Reading, 'barred'>> {
  const { action, header, known, columns } = stored
  const laid = await layColumns(db, {
    action,
    header: header.map(({ column, text }) => [column, text] as const),
    known: new Map(Object.entries(known)),
    decided: columns,
    marked: new Set(header.filter((one) => markedCells(action, one) > 0).map(({ column }) => column)),
  })
  await lease.keepColumns(laid)
  return {
    importId: stored.id,
    authorId: stored.authorId,
    layout: layoutOf(action, { ...laid, from1904: stored.from1904 }),
    today: await readToday(db),
  }
}

/** Reads all rows, writes down what is wrong in them, and counts. */
async function readOnce(
  db: Db,
  { stored, lease, reading }: { stored: Ready; lease: Lease; reading: Reading },
): Promise<{ check: ImportCheck; late: Finding[]; lists: Members[] }> {
  const tally = new Tally()
  const late: Finding[] = []
  const kept = async function* () {
    for await (const resolved of tallied(resolve(db, reading), tally)) {
      if (resolved.isLate) late.push(...resolved.findings)
      else await lease.keepProblems(resolved.findings)
      await lease.progress(tally.rows)
      yield resolved
    }
  }
  await lease.forgetProblems()
  const lists = await listsOf(kept())
  return { check: await tally.sum(db, stored), late, lists }
}

async function plan(
  db: Db,
  input: { stored: Ready; reading: Reading; check: ImportCheck; lists: readonly Members[] },
): Promise<Pick<Ended, 'previewId' | 'planProblem' | 'mails'>> {
  const { stored, reading, check, lists } = input
  if (check.people === 0) return { previewId: null, planProblem: null, mails: null }
  try {
    const planned =
      stored.action === 'enroll'
        ? await planEnrolling(db, { authorId: stored.authorId, lists })
        : await rehearse(db, { stored, reading })
    return { previewId: planned.previewId, planProblem: null, mails: await countMails(db, planned.previewId) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { previewId: null, planProblem: error.body(), mails: null }
  }
}

/** What the rows would do, by doing it and taking it back. */
function rehearse(db: Db, { stored, reading }: { stored: Ready; reading: Reading }) {
  const act = { kind: `import.${stored.action}`, author: authorOf(stored), notify: stored.notify }
  return preview(db, act, async (tx) => applyRows(tx, await worksOf(resolve(tx.db, reading))))
}

async function* tallied(all: AsyncIterable<Resolved>, tally: Tally): AsyncGenerator<Resolved> {
  for await (const resolved of all) {
    tally.add(resolved)
    yield resolved
  }
}

async function worksOf(all: AsyncIterable<Resolved>): Promise<Work[]> {
  const works: Work[] = []
  for await (const { work } of all) works.push(work)
  return works
}

/** All of a file's lists together, where it does nothing but put people on lists. */
async function listsOf(all: AsyncIterable<Resolved>): Promise<Members[]> {
  const lists = new Map<number, number[]>()
  for await (const { work } of all) {
    for (const { audienceId, userIds } of work.joins ?? []) {
      const there = lists.get(audienceId)
      if (there) for (const userId of userIds) there.push(userId)
      else lists.set(audienceId, [...userIds])
    }
  }
  return [...lists].map(([audienceId, userIds]) => ({ audienceId, userIds }))
}

/** Counts what chunks of rows say together. */
class Tally {
  readonly #counts: { -readonly [Key in keyof Counts]: number } = noCounts()
  readonly #people = new Set<number>()
  #rows = 0
  #wrong = 0

  add({ counts, userIds, size, findings }: Resolved): void {
    for (const key of Object.keys(counts) as (keyof Counts)[]) this.#counts[key] += counts[key]
    for (const id of userIds) this.#people.add(id)
    this.#rows += size
    this.#wrong += new Set(findings.map(({ row }) => row)).size
  }

  get rows(): number {
    return this.#rows
  }

  async sum(db: Db | Tx, stored: Ready): Promise<ImportCheck> {
    const { rows } = await sql<{ skipped: number }>`
      select count(*)::int as skipped from import_rows where import_id = ${stored.id} and skipped`.execute(db)
    const standing = this.#people.size
    const { edited, deactivated, created } = this.#counts
    return {
      ...this.#counts,
      rows: stored.rows,
      hidden: stored.hidden,
      skipped: rows[0]?.skipped ?? 0,
      withProblems: this.#wrong,
      people: standing + created,
      unchanged: stored.action === 'users' ? standing - edited - deactivated : this.#counts.unchanged,
    }
  }
}

/** What an earlier reading found at its end: see resolveUsers. */
export async function readBarred(db: Db, importId: number): Promise<Barred> {
  const { rows } = await sql<Finding>`
    select row, nullif("column", -1)::int as "column", kind, value from import_problems
    where import_id = ${importId} and kind = 'manager-unknown'`.execute(db)
  return Map.groupBy(rows, ({ row }) => row)
}

export async function readToday(db: Db): Promise<string> {
  const { rows } = await sql<{ today: string }>`select academy_today()::text as today`.execute(db)
  return rows[0]?.today ?? ''
}
