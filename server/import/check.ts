import { sql } from 'kysely'
import { change } from '../change.ts'
import type { Preview } from '../enrollment/contract.ts'
import { findPreview } from '../enrollment/previews.ts'
import type { Bell } from '../platform/bell.ts'
import type { ProblemBody } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { ConfirmProblem, Problem } from '../platform/problem.ts'
import { preview } from '../preview.ts'
import { applyRows } from './apply.ts'
import type { ImportAction, ImportCheck } from './contract.ts'
import { type Counts, type Finding, noCounts } from './findings.ts'
import { type Layout, layColumns, layoutOf } from './layout.ts'
import type { Lease } from './lease.ts'
import { resolve } from './resolve.ts'
import { authorOf, type Stored } from './stored.ts'

type Barred = ReadonlyMap<number, readonly Finding[]>
type Ready = Stored & { readonly action: ImportAction }

/** What a check found, and what the rows have to be read with from then on. */
type Checked = { check: ImportCheck; layout: Layout; today: string; barred: Barred }

/** Checks an import against the academy as it is now, and plans what its good rows would do. */
export async function checkAndPlan(db: Db, input: { stored: Stored; lease: Lease }): Promise<void> {
  const { stored, lease } = input
  if (!hasAction(stored)) return lease.end({ state: 'open' })
  const checked = await check(db, { stored, lease })
  const planned = await plan(db, { stored, checked })
  await lease.end({
    state: 'open',
    checked: checked.check,
    previewId: planned.preview?.previewId ?? null,
    planProblem: planned.problem,
  })
}

/**
 * Starts an import: checks and plans it once more, and if that comes out as whoever started it saw it, does it. The facts and
 * the word that they are written are one commit, so it is done once, whoever dies; the engine's part is a batch like others.
 */
export async function startChecked(db: Db, input: { stored: Stored; lease: Lease; bell: Bell }): Promise<void> {
  const { stored, lease, bell } = input
  if (!hasAction(stored) || !stored.checked) return lease.end({ state: 'open' })
  const seen = await seenPlan(db, stored)
  const checked = await check(db, { stored, lease })
  const planned = await plan(db, { stored, checked })
  const outcome = {
    checked: checked.check,
    previewId: planned.preview?.previewId ?? null,
    planProblem: planned.problem,
  }
  const drift = [...driftOf(stored.checked, checked.check), ...(await planDrift(db, { seen, now: planned.preview }))]
  if (drift.length > 0 || planned.problem !== null || !planned.preview) {
    return lease.end({ state: 'open', ...outcome, drift: drift.length > 0 ? drift : null })
  }
  const act = {
    kind: `import.${stored.action}`,
    author: authorOf(stored),
    notify: stored.notify,
    guard: { confirm: stored.confirm },
  }
  try {
    await change(
      db,
      act,
      async (tx) => {
        const counted = await apply(tx, { stored, checked })
        // Between the look and the deed somebody else may have acted; the deed is what counts.
        if (driftOf(checked.check, counted).length > 0) throw new Drifted()
        await lease.endWithin(tx.db, { state: 'started', batchId: tx.batchId, ...outcome, drift: null })
      },
      bell,
    )
  } catch (error) {
    if (error instanceof Drifted) return startChecked(db, { ...input, stored: { ...stored, ...outcome } })
    if (!(error instanceof Problem)) throw error
    const changed = error instanceof ConfirmProblem ? [{ what: 'confirm', before: 0, now: 1 }] : null
    await lease.end({ state: 'open', ...outcome, planProblem: changed ? null : error.body(), drift: changed })
  }
}

class Drifted extends Error {}

const hasAction = (stored: Stored): stored is Ready => stored.action !== null

async function check(db: Db, { stored, lease }: { stored: Ready; lease: Lease }): Promise<Checked> {
  const laid = await layColumns(db, {
    action: stored.action,
    header: stored.header.map(({ column, text }) => [column, text] as const),
    known: new Map(Object.entries(stored.known)),
    decided: stored.columns,
    marked: new Set(
      stored.header
        .filter(({ marks, days }) => (stored.action === 'completions' ? days : marks) > 0)
        .map(({ column }) => column),
    ),
  })
  await lease.keepColumns(laid)
  const layout = layoutOf(stored.action, laid.columns)
  const today = await readToday(db)
  let barred: Barred = new Map()
  for (;;) {
    const read = await readOnce(db, { stored, lease, layout, today, barred })
    // Rows that were taken for good until the end was read: what they ask for is counted again without them.
    if (read.late.length === 0) return { check: read.check, layout, today, barred }
    barred = Map.groupBy([...[...barred.values()].flat(), ...read.late], ({ row }) => row)
  }
}

async function readOnce(
  db: Db,
  input: { stored: Ready; lease: Lease; layout: Layout; today: string; barred: Barred },
): Promise<{ check: ImportCheck; late: Finding[] }> {
  const { stored, lease, layout, today, barred } = input
  const tally = new Tally()
  const late: Finding[] = []
  await lease.forgetProblems()
  for await (const resolved of resolve(db, { importId: stored.id, layout, today, barred })) {
    tally.add(resolved)
    if (resolved.isLate) late.push(...resolved.findings)
    else await lease.keepProblems(resolved.findings)
    await lease.progress(tally.rows)
  }
  return { check: await tally.sum(db, stored), late }
}

/** Counts what chunks of rows say together. */
class Tally {
  readonly #counts: { -readonly [Key in keyof Counts]: number } = noCounts()
  readonly #people = new Set<number>()
  #rows = 0

  add({ counts, userIds, size }: { counts: Counts; userIds: readonly number[]; size: number }): void {
    for (const key of Object.keys(counts) as (keyof Counts)[]) this.#counts[key] += counts[key]
    for (const id of userIds) this.#people.add(id)
    this.#rows += size
  }

  get rows(): number {
    return this.#rows
  }

  async sum(db: Db, stored: Ready): Promise<ImportCheck> {
    const { rows } = await sql<{ skipped: number; wrong: number }>`
      select (select count(*) from import_rows where import_id = ${stored.id} and skipped)::int as skipped,
        (select count(distinct row) from import_problems where import_id = ${stored.id})::int as wrong`.execute(db)
    const standing = this.#people.size
    const { edited, created } = this.#counts
    return {
      ...this.#counts,
      rows: stored.rows,
      hidden: stored.hidden,
      skipped: rows[0]?.skipped ?? 0,
      withProblems: rows[0]?.wrong ?? 0,
      people: standing + created,
      unchanged: stored.action === 'users' ? standing - edited : this.#counts.unchanged,
    }
  }
}

async function plan(
  db: Db,
  { stored, checked }: { stored: Ready; checked: Checked },
): Promise<{ preview: Preview | null; problem: ProblemBody | null }> {
  if (checked.check.people === 0) return { preview: null, problem: null }
  const act = { kind: `import.${stored.action}`, author: authorOf(stored), notify: stored.notify }
  try {
    return { preview: await preview(db, act, (tx) => apply(tx, { stored, checked })), problem: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { preview: null, problem: error.body() }
  }
}

async function apply(
  tx: Parameters<typeof applyRows>[0],
  { stored, checked }: { stored: Ready; checked: Checked },
): Promise<ImportCheck> {
  const { layout, today, barred } = checked
  const tally = new Tally()
  await applyRows(tx, {
    resolved: resolve(tx.db, { importId: stored.id, layout, today, barred }),
    each: async (resolved) => tally.add(resolved),
  })
  return tally.sum(tx.db, stored)
}

/** The plan that whoever started it saw. It is kept for an hour. */
async function seenPlan(db: Db, { previewId }: Stored): Promise<Preview | null> {
  if (previewId === null) return null
  return findPreview(db, { previewId }).catch((error: unknown) => {
    if (error instanceof Problem) return null
    throw error
  })
}

type Drift = Array<{ what: string; before: number; now: number }>

function driftOf(before: ImportCheck, now: ImportCheck): Drift {
  return (Object.keys(now) as (keyof ImportCheck)[]).flatMap((what) =>
    before[what] === now[what] ? [] : [{ what, before: before[what], now: now[what] }],
  )
}

/** How two plans differ: in numbers, or in whom they name. */
async function planDrift(db: Db, { seen, now }: { seen: Preview | null; now: Preview | null }): Promise<Drift> {
  if (!now) return []
  if (!seen) return [{ what: 'plan', before: 0, now: 1 }]
  const kinds = new Set([...Object.keys(seen.counts), ...Object.keys(now.counts)]) as Set<keyof Preview['counts']>
  const drift = [...kinds].flatMap((kind) => {
    const [before, after] = [seen.counts[kind]?.enrollments ?? 0, now.counts[kind]?.enrollments ?? 0]
    return before === after ? [] : [{ what: `plan.${kind}`, before, now: after }]
  })
  if (drift.length > 0) return drift
  const [one, other] = [await digestOf(db, seen.previewId), await digestOf(db, now.previewId)]
  return one === other ? [] : [{ what: 'plan.names', before: 0, now: 1 }]
}

/** Whom a plan names for what, in a few letters; those who are to come have no number yet, and are left out. */
async function digestOf(db: Db, previewId: number): Promise<string> {
  const { rows } = await sql<{ digest: string | null }>`
    select md5(string_agg(kind || activity_id || ':' || ids, ';' order by kind, activity_id, ids)) as digest
    from (
      select part.kind, part.activity_id, md5(string_agg(users.id::text, ',' order by users.id)) as ids
      from preview_parts part
      cross join lateral unnest(part.user_ids) as member (id)
      join users on users.id = member.id
      where part.preview_id = ${previewId}
      group by part.kind, part.activity_id
    ) as part`.execute(db)
  return rows[0]?.digest ?? ''
}

async function readToday(db: Db): Promise<string> {
  const { rows } = await sql<{ today: string }>`select academy_today()::text as today`.execute(db)
  return rows[0]?.today ?? ''
}
