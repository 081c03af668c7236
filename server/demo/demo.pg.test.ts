import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue, expectProfiles, expectReplayed, heldIn, readHeld } from '../../test/invariants.ts'
import { readWorld, wantedOf } from '../../test/oracle.ts'
import { isPasswordOf } from '../access/password.ts'
import { findEnrollments } from '../enrollment/queries.ts'
import { silentLog } from '../platform/log.ts'
import { isDemoLoaded, loadDemo, password, signIns } from './load.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await loadDemo({ db: database.db, log: silentLog })
}, 240_000)
afterAll(() => database.drop())

const ask = async <Row>(text: string): Promise<Row[]> => (await sql.raw<Row>(text).execute(database.db)).rows
const count = async (text: string) => Number((await ask<{ n: number }>(`select count(*) as n from ${text}`))[0]?.n)

test('there are as many of everything as was promised', async () => {
  const tables = ['users', 'companies', 'teams', 'job_functions', 'groups', 'learning_activities', 'qualifications']
  const counts = await Promise.all(tables.map((table) => count(table)))
  expect(Object.fromEntries(tables.map((table, nth) => [table, counts[nth]]))).toEqual({
    users: 2500,
    companies: 4,
    teams: 60,
    job_functions: 40,
    groups: 12,
    learning_activities: 120,
    qualifications: 15,
  })
})

test('departments are two or three deep in every company', async () => {
  const depths = await ask<{ company_id: number; deepest: number }>(`
    with recursive level as (
      select id, company_id, 1 as depth from departments where parent_id is null
      union all
      select d.id, d.company_id, l.depth + 1 from level l join departments d on d.parent_id = l.id
    )
    select company_id, max(depth) as deepest from level group by company_id order by company_id`)
  expect(depths.map(({ deepest }) => deepest)).toEqual([3, 3, 3, 2])
})

test('every activity has a Dutch and an English text with a link, and titles are told apart', async () => {
  const texts = await ask<{ language: string; n: number; titles: number; least: number }>(`
    select language, count(*) as n, count(distinct title) as titles, min(length(description)) as least
    from learning_activity_texts where link <> '' group by language order by language`)
  expect(texts.map(({ language, n, titles }) => [language, n, titles])).toEqual([
    ['de', 21, 21],
    ['en', 120, 120],
    ['fr', 18, 18],
    ['nl', 120, 120],
  ])
  expect(Math.min(...texts.map(({ least }) => least))).toBeGreaterThan(40)
  expect(await count(`(select type from learning_activities group by type having count(*) >= 4) t`)).toBe(6)
})

test('nobody has a real address, and four languages are spoken', async () => {
  expect(await count(`users where email !~ '^[a-z.0-9''-]+@example\\.com$'`)).toBe(0)
  expect(await count('(select language from users group by language having count(*) > 80) l')).toBe(4)
  expect(await count('(select name from users group by name having count(*) > 1) l')).toBe(0)
})

test('people came over ten years, and everybody but one has a manager, at most five above them', async () => {
  const [range] = await ask<{ years: number; newest: number }>(`
    select extract(year from age(academy_today(), min(added_on)))::int as years,
      academy_today() - max(added_on) as newest from users`)
  expect(range?.years).toBeGreaterThanOrEqual(9)
  expect(range?.newest).toBeLessThan(15)
  expect(await count('users where manager_id is null')).toBe(1)
  const [levels] = await ask<{ deepest: number }>(`
    with recursive level as (
      select id, 0 as depth from users where manager_id is null
      union all
      select u.id, l.depth + 1 from level l join users u on u.manager_id = l.id
    )
    select max(depth) as deepest from level`)
  expect(levels?.deepest).toBe(4)
})

test('some have left, some enrollments are kept or withdrawn, some people are excluded', async () => {
  const inactive = await count(`users where status = 'inactive'`)
  expect(inactive).toBeGreaterThan(100)
  expect(inactive).toBeLessThan(200)
  expect(await count('enrollments where state = 2')).toBeGreaterThan(30)
  expect(await count('enrollments where state = 3')).toBeGreaterThan(30)
  expect(await count('exclusions where reason <> $$$$')).toBeGreaterThan(6)
})

test('enrollments come from companies, departments, teams, functions, groups, rules, qualifications and hands', async () => {
  const kinds = await ask<{ kind: number }>(`
    select distinct audience_kind(a.audience_id) as kind
    from wanted(array(select p from profiles p)) w
    join assignments a on a.id = w.assignment_id order by kind`)
  expect(kinds.map(({ kind }) => kind)).toEqual([1, 3, 4, 5, 6, 11, 12, 13, 15])
  const byHand = await ask<{ kind: number; authors: number }>(`
    select audience_kind(m.audience_id) as kind, count(distinct b.author_id) as authors
    from memberships m join batches b on b.id = m.batch_id
    where audience_kind(m.audience_id) in (12, 13) group by 1 order by 1`)
  expect(byHand[0]?.authors).toBe(3)
  expect(byHand[1]?.authors).toBeGreaterThan(20)
})

test('there are rules of every state, one paused and one frozen, one that moves with the date and keeps whoever came in', async () => {
  const rules = await ask<{ state: string; rules: number; held: number; moving: number; enrolled: number }>(`
    select r.state, count(distinct r.id) as rules, count(distinct h.rule_id) as held,
      count(distinct r.id) filter (where r.within_days is not null and r.on_leaving = 3) as moving,
      count(e.user_id) filter (where e.state = 1) as enrolled
    from rules r
    left join holds h on h.rule_id = r.id
    join assignments a on a.audience_id = audience(11, r.id)
    left join enrollments e on e.activity_id = a.target_id
    group by r.state order by r.state`)
  expect(rules.map(({ state, rules, held, moving }) => [state, rules, held, moving])).toEqual([
    ['active', 6, 1, 1],
    ['draft', 1, 0, 0],
    ['ended', 1, 0, 0],
    ['paused', 1, 1, 0],
  ])
  const matched = await ask<{ name: string; people: number }>(`
    select r.name, count(*) as people from rules r join profiles p on matches(p.audience_ids, p.added_on, r, academy_today())
    group by r.name order by r.name`)
  expect(matched.map(({ name }) => name)).toHaveLength(9)
  for (const { people } of matched) expect(people).toBeGreaterThan(3)
  expect(await count('holds h join batches b on b.id = h.batch_id where h.since <> b.at')).toBe(0)
})

test('who has been here longer has done more, and nothing happened before its time or lies ahead', async () => {
  const done = await ask<{ is_new: boolean; share: number }>(`
    select u.added_on > academy_today() - 250 as is_new, avg((v.user_id is not null)::int)::float as share
    from enrollments e
    join users u on u.id = e.user_id
    left join (select distinct user_id, activity_id from valid_completions) v using (user_id, activity_id)
    where e.state = 1 group by is_new order by is_new`)
  expect(done[0]?.share).toBeGreaterThan(0.8)
  expect(done[1]?.share).toBeLessThan(0.7)
  expect(await count('completions where completed_on > academy_today()')).toBe(0)
  expect(await count('completions c join users u on u.id = c.user_id where c.completed_on < u.added_on')).toBe(0)
  expect(await count('progress where started_at > now()')).toBe(0)
  expect(await count('batches where at > now()')).toBe(0)
  expect(await count('enrollments where enrolled_at > changed_at')).toBe(0)
  const moments = ['events at', 'memberships since', 'assignments created_at', 'exclusions since'].map((moment) => {
    const [table, column] = moment.split(' ')
    return count(`${table} t join batches b on b.id = t.batch_id where t.${column} <> b.at`)
  })
  expect(await Promise.all(moments)).toEqual([0, 0, 0, 0])
})

test('three people can sign in, with the password that is printed', async () => {
  const rows = await ask<{ id: number; email: string; role: string; reports: number; granted: number }>(`
    select u.id, u.email, u.role,
      (select count(*) from users r where r.manager_id = u.id and r.status = 'active') as reports,
      (select count(*) from grants g where g.user_id = u.id) as granted
    from users u join credentials c on c.user_id = u.id order by u.email`)
  expect(rows.map(({ email }) => email)).toEqual(['admin@example.com', 'learner@example.com', 'manager@example.com'])
  for (const { id } of rows) expect(await isPasswordOf(database.db, { userId: id, password })).toBe(true)
  const [admin, learner, manager] = rows
  expect([admin?.role, learner?.role, manager?.role]).toEqual(['administrator', 'learner', 'learner'])
  expect(manager?.reports).toBeGreaterThanOrEqual(10)
  expect(manager?.granted).toBe(1)
  expect(password.length).toBeGreaterThanOrEqual(12)
  expect(signIns.map(({ email }) => email)).toContain('learner@example.com')
})

test('the learner has something of everything', async () => {
  const [learner] = await ask<{ id: number }>(`select id from users where email = 'learner@example.com'`)
  const userId = learner?.id ?? 0
  const actor = { userId, name: 'Alicja', role: 'learner', isManager: false, language: 'en' } as const
  const enrollments = await findEnrollments(database.db, { actor, userId })
  const states = Object.groupBy(enrollments, ({ state }) => state)
  expect(Object.keys(states).toSorted()).toEqual(['active', 'kept', 'withdrawn'])
  const statuses = Object.groupBy(states.active ?? [], ({ status }) => status)
  expect(Object.keys(statuses).toSorted()).toEqual(['completed', 'expired', 'not-started', 'started'])
  const causes = new Set(enrollments.flatMap(({ causes }) => causes.map(({ kind }) => kind)))
  expect([...causes].toSorted()).toEqual([
    'by-hand',
    'by-manager',
    'company',
    'department-below',
    'function',
    'group',
    'team',
  ])
})

test('nobody is mailed: what the last days would have sent is kept', async () => {
  expect(await ask('select mail_on from academy')).toEqual([{ mail_on: false }])
  const states = await ask<{ state: string; n: number }>('select state, count(*) as n from messages group by state')
  expect(states).toHaveLength(1)
  expect(states[0]?.state).toBe('kept')
  expect(states[0]?.n).toBeGreaterThan(20)
  expect(states[0]?.n).toBeLessThan(60)
  expect(await count('outbox')).toBe(0)
})

test('what the engine derived is what the facts give', { timeout: 120_000 }, async () => {
  const { db } = database
  await expectNothingDue(db)
  const world = await readWorld(db)
  await expectProfiles(db, world)
  const active = new Set(world.users.filter((user) => user.active).map((user) => String(user.id)))
  const held = await heldIn(db)
  const required = [...wantedOf(world, await readHeld(db)).keys()].toSorted()
  const enrolled = [...held].filter(([key, { state }]) => state === 1 && active.has(key.split(':')[0] ?? ''))
  expect(enrolled.map(([key]) => key).toSorted()).toEqual(required)
  await expectReplayed(db)
})

test('loading it again leaves it as it is', async () => {
  const before = await fingerprint(database)
  await loadDemo({ db: database.db, log: silentLog })
  expect(await fingerprint(database)).toEqual(before)
  expect(await isDemoLoaded(database.db)).toBe(true)
})

test('an academy that is somebody’s own is left alone', async () => {
  const own = await createTestDatabase()
  await sql`insert into academy (name, language, time_zone) values ('Ours', 'en', 'UTC')`.execute(own.db)
  await loadDemo({ db: own.db, log: silentLog })
  expect(await isDemoLoaded(own.db)).toBe(false)
  expect((await sql`select from users`.execute(own.db)).rows).toEqual([])
  await own.drop()
})

test('killed half-way and started again, it is the same to the last row', { timeout: 300_000 }, async () => {
  const other = await createTestDatabase()
  const loader = spawn(process.execPath, ['--input-type=module', '--eval', loaderProgram], {
    env: { ...process.env, DEMO_DATABASE: other.url },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const told = async () =>
    (await sql`select from batches where kind = 'completion.import'`.execute(other.db)).rows.length
  while ((await told()) < 2) await pause(50)
  loader.kill('SIGKILL')
  await once(loader, 'exit')
  expect(await isDemoLoaded(other.db)).toBe(false)
  await loadDemo({ db: other.db, log: silentLog })
  expect(await fingerprint(other)).toEqual(await fingerprint(database))
  await other.drop()
})

const loaderProgram = `
  import { openDatabase } from '${new URL('../platform/database/database.ts', import.meta.url)}'
  import { silentLog } from '${new URL('../platform/log.ts', import.meta.url)}'
  import { loadDemo } from '${new URL('./load.ts', import.meta.url)}'
  await loadDemo({ db: openDatabase(process.env.DEMO_DATABASE).db, log: silentLog })`

/**
 * One number for every table. Passwords are salted, the key of an academy is its own, the journal says when something was
 * really written, and what was left
 * to workers depends on how busy the machine was.
 */
async function fingerprint({ db }: TestDatabase): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'credentials'`.execute(db)
  const prints: Array<[string, string]> = []
  for (const { name } of tables.rows) {
    const row = rowsWithout[name] ?? sql`t`
    const { rows } = await sql<{ print: string }>`
      select count(*) || ' ' || coalesce(sum(hashtextextended((${row})::text, 0)), 0) as print from ${sql.table(name)} t
    `.execute(db)
    prints.push([name, rows[0]?.print ?? ''])
  }
  return Object.fromEntries(prints.toSorted())
}

const rowsWithout: Record<string, RawBuilder<unknown>> = {
  academy: sql`to_jsonb(t) - 'key'`,
  changes: sql`t.after - 'created_at' - 'since' - 'key'`,
  batches: sql`to_jsonb(t) - 'left_to_workers'`,
}
