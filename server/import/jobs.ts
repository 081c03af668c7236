import { sql } from 'kysely'
import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'
import { checkAndPlan, startChecked } from './check.ts'
import { keptForDays, rowsKeptForDays } from './contract.ts'
import { readUploaded } from './intake.ts'
import { Lease, LeaseLost } from './lease.ts'

/** Reads, checks and starts imports. Any number of them, in any number of processes, may run on one database. */
export function startImportWorker(input: { db: Db; bell: Bell; log: Log }): Worker {
  const { db, bell, log } = input
  return startWorker({
    ...input,
    name: 'import',
    topic: 'import',
    sweepEvery: 5000,
    work: async () => {
      await expireImports(db)
      return { more: await importOnce(db, { bell, log }) }
    },
  })
}

/** One step of one import; false when none is owed. */
export async function importOnce(db: Db, input: { bell: Bell; log: Log; importId?: number }): Promise<boolean> {
  const { bell, log, importId } = input
  const taken = await Lease.take(db, importId === undefined ? {} : { importId })
  if (!taken) return false
  const { stored, lease } = taken
  try {
    if (stored.state === 'reading') await readUploaded(db, { stored, lease })
    else if (stored.state === 'checking') await checkAndPlan(db, { stored, lease, log })
    else await startChecked(db, { stored, lease, bell, log })
  } catch (error) {
    if (error instanceof LeaseLost)
      log.debug({ import: stored.id }, 'an import was changed while it was being looked at')
    else {
      log.error({ err: error, import: stored.id }, 'an import ended in a fault')
      await lease.giveUp(stored)
    }
  } finally {
    await lease.drop()
  }
  return true
}

/** What nobody came back to loses its rows, what was wrong in them and its file, and says so. */
async function expireImports(db: Db): Promise<void> {
  await sql`
    with expired as (
      update imports set state = 'expired', file = null
      where state in ('open', 'refused') and touched_at < now() - make_interval(days => ${keptForDays})
      returning id
    ),
    old as (
      select id from imports where state = 'started' and touched_at < now() - make_interval(days => ${rowsKeptForDays})
    ),
    gone as (select id from expired union all select id from old),
    problems as (delete from import_problems where import_id in (select id from gone))
    delete from import_rows where import_id in (select id from gone)`.execute(db)
}
