import { sql } from 'kysely'
import { z } from 'zod'
import type { Bell } from '../platform/bell.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'
import { enrolledBy, type Plots, plots, type readPlots } from './contract.ts'

/** What is older is counted anew when somebody looks. */
const freshForMinutes = 10

/** What Home plots as it was last counted; asks for newer where that is a while ago. */
export async function findPlots(db: Db, bell: Bell): Promise<z.output<typeof readPlots.response>> {
  const { rows: asked } = await sql`
    insert into home_plots default values
    on conflict (id) do update set asked_at = now()
      where home_plots.counted_at < now() - ${freshForMinutes} * interval '1 minute'
        and home_plots.asked_at <= home_plots.counted_at
    returning true`.execute(db)
  if (asked.length > 0) await bell.ring(db, 'home')
  const { rows } = await sql<{ plots: Stored | null; counted_at: Date | null; is_owed: boolean }>`
    select plots, counted_at, counted_at is null or asked_at > counted_at as is_owed from home_plots`.execute(db)
  const [stored] = rows
  return {
    plots: stored?.plots ? whole(stored.plots) : null,
    countedAt: stored?.counted_at?.toISOString() ?? null,
    isBeingCounted: stored?.is_owed ?? true,
  }
}

type Stored = z.input<typeof storedPlots>
const storedPlots = plots.extend({
  weeks: z.array(plots.shape.weeks.element.extend({ by: z.partialRecord(enrolledBy, z.number()) })),
})

/** A kind of act by which nobody was enrolled in a week is none of it. */
function whole(stored: Stored): Plots {
  const none = Object.fromEntries(enrolledBy.options.map((by) => [by, 0])) as Plots['weeks'][number]['by']
  return { ...stored, weeks: stored.weeks.map(({ week, by }) => ({ week, by: { ...none, ...by } })) }
}

/** Counts what Home plots when that is owed; of several processes one counts. */
export async function countOwedPlots(db: Db, now: Date): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      select from home_plots where counted_at is null or asked_at > counted_at for update skip locked`.execute(tx)
    if (rows.length === 0) return false
    await sql`update home_plots set plots = count_plots(${now}), counted_at = clock_timestamp()`.execute(tx)
    return true
  })
}

export function startHomeWorker(input: { db: Db; bell: Bell; clock: Clock; log: Log }): Worker {
  const { db, bell, clock, log } = input
  return startWorker({
    name: 'home',
    topic: 'home',
    sweepEvery: 5_000,
    bell,
    log,
    work: async () => {
      await countOwedPlots(db, clock())
      return { more: false }
    },
  })
}
