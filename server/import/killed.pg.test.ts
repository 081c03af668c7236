import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { workOff } from '../enrollment/jobs.ts'
import { insertFacts } from '../facts.ts'
import { keepFile, startImport } from './commands.ts'
import { planOf } from './queries.ts'
import { readStored } from './stored.ts'

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const worker = join(import.meta.dirname, '../../test/importWorker.ts')

/** Lets a process work for some milliseconds, and kills it; its lease is taken as run out. */
async function workFor(milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [worker, database.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  child.kill('SIGKILL')
  await once(child, 'exit')
  await sql`update imports set leased_until = now() where leased_until is not null`.execute(database.db)
}

async function workUntil(importId: number, isThere: (state: string) => boolean): Promise<void> {
  for (let milliseconds = 40; !isThere((await readStored(database.db, importId)).state); milliseconds *= 3) {
    await workFor(milliseconds)
  }
}

test('an import whose workers are killed again and again is read, checked and done once', {
  timeout: 120_000,
}, async () => {
  const { db } = database
  const emails = Array.from({ length: 2000 }, (_, nth) => `person${nth}@example.com`)
  await change(db, { kind: 'user.create', author: story.author }, (tx) =>
    insertFacts(
      tx,
      'users',
      emails.map((email) => ({
        name: email,
        email,
        language: 'en',
        company_id: story.companies.rakema,
        department_id: null,
        added_on: '2026-01-01',
      })),
    ),
  )
  const text = ['E-mail;Forklift basics;Code of conduct', ...emails.map((email) => `${email};x;x`)].join('\n')
  const importId = await keepFile(db, {
    authorId: story.author.userId,
    fileName: 'people.csv',
    content: Buffer.from(text),
    action: 'enroll',
  })
  await workUntil(importId, (state) => state === 'open')
  const stored = await readStored(db, importId)
  expect(stored).toMatchObject({ rows: 2000, checked: { rows: 2000, people: 2000, pairs: 4000, withProblems: 0 } })
  const kept = await sql<{ n: number }>`
    select count(*)::int as n from import_rows where import_id = ${importId}`.execute(db)
  expect(kept.rows[0]?.n).toBe(2000)

  const plan = await planOf(db, stored)
  expect(plan?.confirm).toEqual({ enrolls: 2000, begins: 4000, ends: 0, isNeeded: true })
  await startImport(db, { importId, confirm: { enrolls: 2000, ends: 0 }, plan })
  await workUntil(importId, (state) => state === 'started')
  for (const milliseconds of [30, 60, 120]) await workFor(milliseconds)
  await workOff(db)
  const done = await sql<{ batches: number; enrolled: number; moves: number }>`
    select (select count(*) from batches where kind = 'import.enroll')::int as batches,
      (select count(*) from enrollments e join batches b on b.id = e.batch_id where b.kind = 'import.enroll' and e.state = 1)::int
        as enrolled,
      (
        select sum(cardinality(v.user_ids) * cardinality(v.activity_ids)) from events v
        join batches b on b.id = v.batch_id where b.kind = 'import.enroll'
      )::int as moves`.execute(db)
  expect(done.rows[0]).toEqual({ batches: 1, enrolled: 4000, moves: 4000 })
})
