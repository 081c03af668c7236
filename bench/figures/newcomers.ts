import { sql } from 'kysely'
import { type AudienceKind, audience } from '../../server/enrollment/engine/audience.ts'
import { type Change, insertFacts, joinAudience } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import type { Bench, Topic } from '../figure.ts'
import { barely, fromRest, repeat, summary } from '../measure.ts'
import { throughTheEngine } from './acts.ts'

const many = 10_000

/**
 * Ten thousand users added in one change: facts, journal, memberships and every enrollment that follows. Beside it three
 * bare statements that insert the same users, memberships and enrollments into the same tables.
 */
export const newcomers: Topic = {
  name: 'newcomers',
  async measure(bench) {
    const rounds = await repeat(3, () => round(bench))
    // They were taken away behind the back of what counts them.
    await sql`select mend_tallies()`.execute(bench.db)
    return [
      {
        key: 'newcomers',
        what: '10,000 users added, with all that follows',
        unit: 'ms',
        ...summary(rounds.map(({ engine }) => engine)),
        bare: { what: 'insert … select of the same rows', ...summary(rounds.map(({ bare }) => bare)) },
        note: `${rounds[0]?.enrollments.toLocaleString('en')} enrollments follow`,
      },
    ]
  },
}

async function round({ db, departments }: Bench): Promise<{ engine: number; bare: number; enrollments: number }> {
  const rows = await newcomersOf(db, departments)
  let added: Added = { ids: [], batchId: 0 }
  const engine = await fromRest(db, async () => {
    added = await throughTheEngine(db, (tx) => add(tx, rows))
  })
  const enrollments = await moveAside(db, added)
  const bare = await fromRest(db, () => addBarely(db))
  await remove(db, added)
  await sql`drop table bare_users, bare_memberships, bare_enrollments`.execute(db)
  return { engine, bare, enrollments }
}

type Added = { ids: readonly number[]; batchId: number }

async function newcomersOf(db: Db, departments: number) {
  const { rows } = await sql<{ id: number; company_id: number }>`select id, company_id from departments`.execute(db)
  const companies = new Map(rows.map(({ id, company_id }) => [id, company_id]))
  return Array.from({ length: many }, (_, nth) => {
    const department_id = 1 + ((nth * 7919) % departments)
    return {
      name: `Newcomer ${nth + 1}`,
      email: `newcomer${nth + 1}@example.com`,
      company_id: companies.get(department_id) ?? 0,
      department_id,
      language: ['en', 'nl', 'de', 'fr'][nth % 4] ?? 'en',
      manager_id: 1 + (nth % 1000),
      added_on: '2026-01-01',
    }
  })
}

/** Every hundred of them are in the same two teams, function and two groups. */
async function add(tx: Change, rows: Awaited<ReturnType<typeof newcomersOf>>): Promise<Added> {
  const ids = await insertFacts(tx, 'users', rows)
  for (let nth = 1; nth <= many / 100; nth += 1) {
    const userIds = ids.slice((nth - 1) * 100, nth * 100)
    const units: Array<[AudienceKind, number]> = [
      ['team', nth],
      ['team', nth + 400],
      ['function', nth],
      ['group', nth],
      ['group', nth + 200],
    ]
    for (const [kind, unit] of units) await joinAudience(tx, { audienceId: audience(kind, unit), userIds })
  }
  return { ids, batchId: tx.batchId }
}

/** Takes away what was added and keeps it, so that it can be added barely. Answers how many enrollments it is. */
async function moveAside(db: Db, added: Added): Promise<number> {
  for (const table of ['users', 'memberships', 'enrollments'] as const) {
    const key = sql.ref(table === 'users' ? 'id' : 'user_id')
    await sql`
      create table ${sql.table(`bare_${table}`)} as
      select * from ${sql.table(table)} where ${key} = any (${added.ids}::int[])`.execute(db)
  }
  await remove(db, added)
  const found = await sql<{ n: number }>`select count(*)::int as n from bare_enrollments`.execute(db)
  return found.rows[0]?.n ?? 0
}

const addBarely = (db: Db) =>
  barely(db, async (tx) => {
    await sql`insert into users overriding system value select * from bare_users order by id`.execute(tx)
    await sql`insert into memberships select * from bare_memberships order by user_id, audience_id`.execute(tx)
    await sql`insert into enrollments select * from bare_enrollments order by user_id, activity_id`.execute(tx)
  })

async function remove(db: Db, { ids, batchId }: Added): Promise<void> {
  await barely(db, async (tx) => {
    for (const table of ['enrollments', 'memberships', 'profiles'] as const) {
      await sql`delete from ${sql.table(table)} where user_id = any (${ids}::int[])`.execute(tx)
    }
    await sql`delete from events where batch_id = ${batchId}`.execute(tx)
    await sql`delete from users where id = any (${ids}::int[])`.execute(tx)
  })
  await sql`truncate dirty_users`.execute(db)
  await sql`vacuum users, memberships, profiles, enrollments`.execute(db)
}
