import { sql } from 'kysely'
import { hashPassword, storePassword } from '../access/password.ts'
import { change } from '../change.ts'
import { workOff } from '../enrollment/jobs.ts'
import { composeMessages } from '../notification/compose.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { daysBefore, momentOn, todayIn } from './calendar.ts'
import { decisions } from './decisions.ts'
import { founding, timeZone } from './founding.ts'
import { handwork } from './handwork.ts'
import { moveMomentsBack } from './moments.ts'
import { progressing } from './progress.ts'
import { dissolving, ruling } from './rules.ts'
import { password, signIns } from './signIns.ts'
import { staffing } from './staffing.ts'
import { type DemoAct, newWorld, type World } from './world.ts'

export { demoSignIns, password, signIns } from './signIns.ts'

/** The last act, with which people get in. Its batch says that the demo academy is whole. */
const opening = 'demo.opening'

/**
 * Tells the demo academy: ten years of four companies, through the same doors as real acts, in the order in which they
 * would have happened. Does nothing where an academy is. One that was left half told by a killed process is told anew:
 * nobody can have used it, for passwords come with the last act.
 */
export async function loadDemo(input: { db: Db; log: Log }): Promise<void> {
  const { db, log } = input
  const present = await whatIsThere(db)
  if (present === 'an academy') return
  if (present === 'half a demo') await forgetEverything(db)
  const began = performance.now()
  const world = newWorld(todayIn(timeZone))
  const acts = historyOf(world)
  await withoutWaiting(db, async (one) => {
    for (const act of acts) await perform(one, world, act)
    await composeMessages(one, { mailReady: false })
    await moveMomentsBack(one)
  })
  await letIn(db, world)
  await sql`analyze`.execute(db)
  const ms = Math.round(performance.now() - began)
  log.info({ users: world.people.length, acts: acts.length, ms }, 'the demo academy was told')
}

/**
 * On one connection that does not wait for the disk at each commit. What a crash could lose are last acts of a half told
 * academy, and the opening after it, which waits, brings everything before it to the disk as well.
 */
async function withoutWaiting(db: Db, tell: (one: Db) => Promise<void>): Promise<void> {
  await db.connection().execute(async (one) => {
    await sql`set synchronous_commit = off`.execute(one)
    try {
      await tell(one)
    } finally {
      await sql`reset synchronous_commit`.execute(one)
    }
  })
}

/** Whether the academy here is the demo, whole. */
export async function isDemoLoaded(db: Db): Promise<boolean> {
  const { rows } = await sql`select from batches where kind = ${opening} and author = 'demo' limit 1`.execute(db)
  return rows.length > 0
}

/** Every act before the opening, in order. */
function historyOf({ today, people }: World): DemoAct[] {
  const acts = [
    ...founding(today),
    ...staffing(today, people),
    ...decisions(today, people),
    ...ruling(today, people),
    dissolving(today, people),
    ...handwork(today, people),
    ...progressing(today),
  ]
  return acts.toSorted((a, b) => a.at.localeCompare(b.at))
}

async function perform(db: Db, world: World, { at, kind, author, notify, run }: DemoAct): Promise<void> {
  const act = { kind, author: author?.(world) ?? ({ kind: 'demo' } as const), notify: notify ?? false }
  const { outcome } = await change(db, act, async (tx) => {
    await sql`update batches set at = ${at} where id = ${tx.batchId}`.execute(tx.db)
    await run(tx, world)
  })
  if (outcome.state === 'running') await workOff(db)
}

async function letIn(db: Db, world: World): Promise<void> {
  const passwordHash = await hashPassword(password)
  await perform(db, world, {
    at: momentOn(daysBefore(world.today, 1), 570),
    kind: opening,
    run: async (tx) => {
      for (const { key } of signIns) {
        await storePassword(tx.db, { userId: world.ids.users.of(key), passwordHash, now: new Date() })
      }
    },
  })
}

async function whatIsThere(db: Db): Promise<'nothing' | 'half a demo' | 'an academy'> {
  const { rows } = await sql<{ is_there: boolean; is_demo: boolean; is_open: boolean }>`
    select exists (select from academy) as is_there,
      coalesce((select author = 'demo' from batches order by id limit 1), false) as is_demo,
      exists (select from credentials) as is_open`.execute(db)
  const [found] = rows
  if (!found?.is_there) return 'nothing'
  return found.is_demo && !found.is_open ? 'half a demo' : 'an academy'
}

/** Everything but the languages, which are no academy's. */
async function forgetEverything(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'languages'`.execute(db)
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} restart identity`.execute(db)
}
