import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBareDatabase, type TestDatabase } from '../test/database.ts'
import { expectNothingDue } from '../test/invariants.ts'
import { change } from './change.ts'
import { audience } from './enrollment/engine/index.ts'
import { verifyAcademy } from './enrollment/verify.ts'
import type { Db } from './platform/database/database.ts'
import { academyFiles } from './platform/database/definition.ts'
import { migrate } from './platform/database/migrate.ts'
import { undoBatch } from './undo.ts'

// What an earlier Muster wrote, in the tables it wrote it to, and brought up to date since.

let database: TestDatabase
let db: Db
let folder: string
beforeEach(async () => {
  database = await createBareDatabase()
  db = database.db
  folder = await mkdtemp(join(tmpdir(), 'muster-upgrade-'))
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

/** Tables as they were after migration `last`, with no views and functions: whoever wrote these rows is gone. */
async function tablesUntil(last: string): Promise<void> {
  const { migrations } = await academyFiles()
  const names = (await readdir(migrations)).filter((name) => name.slice(0, 4) <= last)
  await Promise.all(names.map((name) => copyFile(join(migrations, name), join(folder, name))))
  await migrate(database.url, { migrations: folder, sources: [] })
}

const [days, nights] = [audience('team', 1), audience('team', 2)]

/** A rule as it was journaled while where to look for it was one of its columns. */
const words = (team: number) => ({ query: String(team), audience_ids: [team], anchors: [team] })

/** Ann is in team Days and Ben in Nights; a rule was made for the one, in batch 1, and edited to ask for the other, in batch 2. */
async function edited(): Promise<void> {
  const rule = { id: 1, name: 'Rule', state: 'active', on_leaving: 1, criteria: [] }
  const made = { ...rule, ...words(days), added_from: null, added_to: null, within_days: null, after_days: null }
  await sql`
    with academy as (
      insert into academy (name, language, time_zone, today) values ('Academy', 'en', 'Europe/Amsterdam', '2026-06-01')
    ),
    company as (insert into companies (name) values ('Rakema')),
    teams as (insert into teams (name) values ('Days'), ('Nights')),
    target as (insert into targets (kind) values ('activity')),
    acts as (
      insert into batches (kind, author, at)
      values ('rule.create', 'demo', '2026-05-01T10:00Z'), ('rule.edit', 'demo', '2026-05-02T10:00Z')
    ),
    rule as (
      insert into rules (name, state, on_leaving, criteria, query, audience_ids, anchors)
      values ('Rule', 'active', 1, '[]', ${String(nights)}, array[${nights}::int], array[${nights}::int])
    ),
    anchor as (insert into rule_anchors values (${nights}, 1)),
    membership as (insert into memberships (user_id, audience_id, batch_id) values (1, ${days}, 1), (2, ${nights}, 1))
    insert into changes (batch_id, fact, key, before, after)
    select batch, 'rules', 1, before, after
    from jsonb_to_recordset(${JSON.stringify([
      { batch: 1, before: null, after: made },
      { batch: 2, before: { id: 1, ...words(days) }, after: { id: 1, ...words(nights) } },
    ])}) as entry (batch int, before jsonb, after jsonb)
    order by batch`.execute(db)
  await sql`
    insert into users (name, email, company_id, language, added_on)
    values ('Ann', 'ann@example.com', 1, 'en', '2026-01-01'), ('Ben', 'ben@example.com', 1, 'en', '2026-01-01')`.execute(
    db,
  )
  await sql`insert into learning_activities (id, type) values (1, 'exam')`.execute(db)
  await sql`insert into target_activities values (1, 1)`.execute(db)
  await sql`insert into assignments (audience_id, target_id, batch_id) values (${audience('rule', 1)}, 1, 1)`.execute(
    db,
  )
}

async function active(): Promise<number[]> {
  const { rows } = await sql<{ user_id: number }>`select user_id from enrollments where state = 1 order by 1`.execute(
    db,
  )
  return rows.map(({ user_id }) => user_id)
}

async function undo(batchId: number) {
  const act = { kind: 'undo', author: { kind: 'demo' } } as const
  const { result, outcome } = await change(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
  expect(result.stays).toEqual([])
  await expectNothingDue(db)
  return outcome.batchId
}

test('a rule that was made and edited while its anchors were journaled is taken back, and that as well', async () => {
  await tablesUntil('0017')
  await edited()
  await migrate(database.url, await academyFiles())
  await verifyAcademy(db, { repair: true })
  const [ann, ben] = [1, 2]
  expect(await active()).toEqual([ben])
  const undone = await undo(2)
  expect(await active()).toEqual([ann])
  const done = await undo(undone)
  expect(await active()).toEqual([ben])
  await undo(done)
  await undo(1)
  expect(await active()).toEqual([])
})

test('titles that were there before are listed in each reader’s language', async () => {
  await tablesUntil('0020')
  await sql`
    with academy as (
      insert into academy (name, language, time_zone, today) values ('Academy', 'nl', 'Europe/Amsterdam', '2026-06-01')
    ),
    targets as (insert into targets (kind) select 'activity' from generate_series(1, 2))
    insert into learning_activities (id, type, archived) values (1, 'exam', false), (2, 'video', true)`.execute(db)
  await sql`
    insert into learning_activity_texts (activity_id, language, title)
    values (1, 'en', 'First aid'), (1, 'nl', 'Eerste hulp'), (2, 'fr', 'Incendie'), (2, 'de', 'Brandschutz')`.execute(
    db,
  )
  await migrate(database.url, await academyFiles())
  const { rows } = await sql`
    select activity_id, string_agg(language || ' ' || title, ', ' order by language) as titles from activity_titles
    group by 1 order by 1`.execute(db)
  expect(rows).toEqual([
    { activity_id: 1, titles: 'de Eerste hulp, en First aid, fr Eerste hulp, nl Eerste hulp' },
    { activity_id: 2, titles: 'de Brandschutz, en Brandschutz, fr Incendie, nl Brandschutz' },
  ])
  await expectNothingDue(db)
})

test('who was in something before is counted, and what large acts did in each activity is written down', async () => {
  await tablesUntil('0017')
  await edited()
  await sql`
    with profiles as (
      insert into profiles values
        (1, '2026-01-01', array[${audience('company', 1)}::int, ${days}::int]),
        (2, '2026-01-01', array[${audience('company', 1)}::int, ${nights}::int])
    ),
    enrollments as (
      insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id)
      values (1, 1, 3, 1, 1, 2), (2, 1, 1, 1, 0, 2), (3, 1, 2, 1, 1, 2)
    ),
    events as (
      insert into events (batch_id, kind, bucket, user_ids, activity_ids)
      values (1, 1, 0, '{1,3}', '{1}'), (2, 7, 0, '{1}', '{1}'), (2, 6, 0, '{3}', '{1}'), (2, 1, 0, '{2}', '{1}')
    )
    update batches set is_large = true, moves = case when id = 2 then '{}'::jsonb end`.execute(db)
  await migrate(database.url, await academyFiles())
  const { rows } = await sql`
    select members_of(${audience('company', 1)}) as company, members_of(${days}) as days, participants_of(1) as participants,
      (select jsonb_object_agg(batch_id || ' ' || kind, n) from activity_moves where activity_id = 1) as moves`.execute(
    db,
  )
  expect(rows).toEqual([{ company: 2, days: 1, participants: 2, moves: { '2 1': 1, '2 6': 1, '2 7': 1 } }])
})

test('mail that was there before is counted as it is shown, and what was refused cannot have arrived', async () => {
  await tablesUntil('0029')
  await sql`
    insert into messages (kind, batch_id, user_id, state, in_vain, handed_at, said)
    values ('enrolled', 1, 1, 'kept', true, null, null), ('enrolled', 1, 2, 'kept', false, null, null),
      ('enrolled', 1, 3, 'sent', true, now(), null),
      ('enrolled', 1, 4, 'failed', false, now(), '{"key": "mail.refused", "about": {}}'),
      ('enrolled', 1, 5, 'failed', false, now(), '{"key": "mail.stopped", "about": {}}')`.execute(db)
  await migrate(database.url, await academyFiles())
  const { rows } = await sql`select state, sum(n)::int as n from message_tallies group by 1 order by 1`.execute(db)
  expect(rows).toEqual([
    { state: 'failed', n: 2 },
    { state: 'kept', n: 1 },
    { state: 'sent', n: 1 },
    { state: 'untrue', n: 1 },
  ])
  const perhaps = await sql`select user_id from messages where state = 'failed' and handed_at is not null`.execute(db)
  expect(perhaps.rows).toEqual([{ user_id: 5 }])
})
