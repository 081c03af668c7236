import { type RawBuilder, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue } from '../../test/invariants.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { findTargets } from '../enrollment/assignment/targets.ts'
import { undoBatch } from '../undo.ts'
import { setArchived } from './archive.ts'
import { createActivities, editActivity } from './commands.ts'
import { activityEdit, type Language, language, newActivity, listActivities as operation } from './contract.ts'
import { listActivities } from './queries.ts'

// What readers of each language call an activity is written down: as its texts say, whoever changes them.

let database: TestDatabase
let story: Story
beforeEach(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterEach(() => database.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)

const text = (given: Partial<Record<Language, string>>) =>
  Object.entries(given).map(([language, title]) => ({ language, title }))

async function create(given: Partial<Record<Language, string>>): Promise<{ id: number; batchId: number }> {
  const activity = newActivity.parse({ type: 'exam', texts: text(given) })
  const { result, outcome } = await act((tx) => createActivities(tx, { activities: [activity] }))
  return { id: result[0] as number, batchId: outcome.batchId }
}

async function edit(id: number, given: Partial<Record<Language, string>>): Promise<number> {
  const { outcome } = await act((tx) => editActivity(tx, { id, edit: activityEdit.parse({ texts: text(given) }) }))
  return outcome.batchId
}

async function titlesOf(id: number): Promise<Record<string, string>> {
  await expectNothingDue(database.db)
  const { rows } = await sql<{ language: string; title: string }>`
    select language, title from activity_titles where activity_id = ${id}`.execute(database.db)
  return Object.fromEntries(rows.map((row) => [row.language, row.title]))
}

test('a title is that of the reader’s language, else of the academy’s, else the first, as texts come and go', async () => {
  const { id, batchId } = await create({ fr: 'Feu', de: 'Feuer' })
  expect(await titlesOf(id)).toEqual({ en: 'Feuer', nl: 'Feuer', de: 'Feuer', fr: 'Feu' })
  const edited = await edit(id, { en: 'Fire', fr: 'Incendie' })
  expect(await titlesOf(id)).toEqual({ en: 'Fire', nl: 'Fire', de: 'Fire', fr: 'Incendie' })
  await act((tx) => undoBatch(tx, { batchId: edited, withdrawStarted: false }))
  expect(await titlesOf(id)).toEqual({ en: 'Feuer', nl: 'Feuer', de: 'Feuer', fr: 'Feu' })
  await sql`update academy set language = 'fr'`.execute(database.db)
  expect(await titlesOf(id)).toEqual({ en: 'Feu', nl: 'Feu', de: 'Feuer', fr: 'Feu' })
  await act((tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
  await sql`delete from learning_activity_texts where activity_id = ${id}`.execute(database.db)
  expect(await titlesOf(id)).toEqual({})
})

test('what is archived or becomes of another type is found as that', async () => {
  const { id } = await create({ en: 'Zebra' })
  const find = async (query: object) => {
    const page = await listActivities(database.db, { query: operation.query.parse(query), language: 'nl' })
    return page.items.map((item) => item.id)
  }
  await act((tx) => editActivity(tx, { id, edit: { type: 'webinar' } }))
  expect(await find({ type: 'webinar' })).toContain(id)
  expect(await find({ type: 'exam' })).not.toContain(id)
  await act((tx) => setArchived(tx, { kind: 'activity', id, archived: true }))
  expect(await find({})).not.toContain(id)
  expect(await find({ archived: 'only' })).toEqual([id])
  await expectNothingDue(database.db)
})

test('two who write of one activity at a time leave what both wrote', async () => {
  const { id } = await create({ en: 'Fire', nl: 'Brand' })
  const { db } = database
  const first = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const write = (statement: RawBuilder<unknown>, until?: Promise<void>) =>
    db.transaction().execute(async (tx) => {
      await statement.execute(tx)
      first.resolve()
      await until
    })
  const renames = write(
    sql`update learning_activity_texts set title = 'Blaze' where activity_id = ${id} and language = 'en'`,
    held.promise,
  )
  await first.promise
  const removes = write(sql`delete from learning_activity_texts where activity_id = ${id} and language = 'nl'`)
  await expect
    .poll(
      async () =>
        (
          await sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
            db,
          )
        ).rows.length,
    )
    .toBe(1)
  held.resolve()
  await Promise.all([renames, removes])
  expect(await titlesOf(id)).toEqual({ en: 'Blaze', nl: 'Blaze', de: 'Blaze', fr: 'Blaze' })
})

test('many are walked through by title, each once and in order, from either end, in every language and by a search', async () => {
  const { db } = database
  const last = Math.max(...Object.values(story.activities))
  await sql`
    with targets as (insert into targets (kind) select 'activity' from generate_series(1, 12000) returning id)
    insert into learning_activities (id, type) select id, (array['exam', 'video'])[1 + id % 2] from targets`.execute(db)
  await sql`
    insert into learning_activity_texts (activity_id, language, title)
    select activity.id, languages.code, left(md5(activity.id::text), 2) || ' course ' || languages.code
    from learning_activities as activity join languages on languages.id <= 1 + activity.id % 3
    where activity.id > ${last}`.execute(db)
  for (const reader of language.options) {
    const expected = await sql<{ id: number }>`
      select id from learning_activities where id > ${last}
      order by activity_title(id, ${reader}) collate "und-x-icu", id limit 100`.execute(db)
    const list = (query: object) =>
      listActivities(db, { query: operation.query.parse({ search: 'course', limit: 50, ...query }), language: reader })
    const one = await list({})
    const two = await list({ after: one.next })
    expect([...one.items, ...two.items].map(({ id }) => id)).toEqual(expected.rows.map(({ id }) => id))
    expect((await list({ before: two.previous })).items).toEqual(one.items)
    expect((await list({ at: 51 })).items).toEqual(two.items)
    expect(one).toMatchObject({ total: 10_000, uncounted: true })
    const found = await findTargets(db, { search: 'course', limit: 100, language: reader })
    expect(found.items.map(({ id }) => id)).toEqual(expected.rows.map(({ id }) => id))
    expect(found).toMatchObject({ total: 10_000, uncounted: true })
  }
})
