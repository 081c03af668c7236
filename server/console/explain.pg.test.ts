import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Doors, openHouse } from '../../test/doors.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { insertFacts, leaveAudience } from '../facts.ts'
import { createRule } from '../rule/commands.ts'

// Each command is a process of its own; on a busy machine one takes seconds to begin.
vi.setConfig({ testTimeout: 120_000 })

let house: Doors
let database: TestDatabase
let story: Story
beforeAll(async () => {
  house = await openHouse()
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const explain = (...words: string[]) => house.door(['explain', ...words], { DATABASE_URL: database.url })

test('says why somebody is enrolled, since when, and by whom', async () => {
  const { daan } = story.people
  const { code, output, errors } = await explain(daan.email, 'First aid')
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  expect(output).toMatch(
    /^Daan Visser · First aid\n\nDaan Visser has been enrolled since \d+ \w+ \d{4}, because they\n/,
  )
  expect(output).toMatch(
    /\n {2}– are in team First aiders, which leads to qualification BHV \(since \d+ \w+ \d{4}, by Ada Okafor\)\n/,
  )
  expect(output).toMatch(
    /\nWhat happened, the latest first:\n {2}.* active: they joined team First aiders \(user\.create by Ada Okafor, batch \d+\)\n$/,
  )
})

test('finds an activity by its number, or by a part of its title in any language; a person in any case', async () => {
  const { daan } = story.people
  const byNumber = await explain(daan.email.toUpperCase(), String(story.activities.fireSafety))
  expect(byNumber).toMatchObject({ code: 0, output: expect.stringMatching(/^Daan Visser · Fire safety\n/) })
  // Words that were not quoted are one title.
  const byTitle = await explain('daan visser', 'eerste', 'hulp', '--json')
  expect(byTitle).toMatchObject({ code: 0, output: expect.stringContaining('"title": "First aid"') })
})

test('names the candidates when it is not clear who or what is meant', async () => {
  expect(await explain('nobody@example.com', 'first')).toEqual({
    code: 2,
    output: '',
    errors: 'Nobody has the e-mail address “nobody@example.com”, nor a name or an address like it.\n',
  })
  const several = await explain(story.people.daan.email, 'f')
  expect(several).toMatchObject({ code: 2, output: '' })
  expect(several.errors).toMatch(
    /^Several learning activities have “f” in their title; give the number of one:\n( {2}\d+ {2}.*\n)+$/,
  )
  expect(several.errors).toContain(`  ${story.activities.firstAid}  First aid\n`)
  expect(await explain('only-one-word')).toEqual({
    code: 2,
    output: '',
    errors:
      '"explain only-one-word" is not understood. It is: npm run muster -- explain <e-mail> <activity> [--json]\n',
  })
})

test('says why not: what leads there, and which criterion of a rule fails', async () => {
  await change(database.db, { kind: 'test', author: story.author }, (tx) =>
    createRule(tx, {
      name: 'Dutch drivers',
      state: 'active',
      targetIds: [story.activities.forklift],
      criteria: [
        { kind: 'function', negated: false, ids: [story.functions.forkliftDriver] },
        { kind: 'language', negated: false, codes: ['nl'] },
      ],
    }),
  )
  const { code, output } = await explain(story.people.daan.email, 'forklift')
  expect(code).toBe(0)
  expect(output).toBe(`Daan Visser · Forklift basics

Daan Visser was never enrolled.
Nothing that leads there reaches them:
  – they do not match rule Dutch drivers:
      has the function Forklift driver; they have Shift leader
`)
  const nobody = await explain(story.people.daan.email, 'conduct')
  expect(nobody.output).toContain('Nothing leads there by itself: one is enrolled by hand or by import only.\n')
})

test('says why it ended, and that somebody is excluded', async () => {
  const { db } = database
  const { daan } = story.people
  const act = { kind: 'team.leave', author: story.author } as const
  await change(db, act, (tx) =>
    leaveAudience(tx, { audienceId: audience('team', story.teams.firstAiders), userIds: [daan.id] }),
  )
  const left = await explain(daan.email, 'First aid')
  expect(left.output).toMatch(/\nDaan Visser has not been enrolled since /)
  expect(left.output).toMatch(/ – they are not in team First aiders, which leads to qualification BHV\n/)
  expect(left.output).toMatch(/withdrawn: they left team First aiders \(team\.leave by Ada Okafor, batch \d+\)\n/)
  await change(db, act, (tx) =>
    insertFacts(tx, 'exclusions', [
      { user_id: daan.id, activity_id: story.activities.fireSafety, reason: 'Teaches it' },
    ]),
  )
  const excluded = await explain(daan.email, 'Fire safety')
  expect(excluded.output).toMatch(
    /\nDaan Visser has been excluded since \d+ \w+ \d{4} by Ada Okafor, until an administrator lifts it: “Teaches it”\. Nothing enrolls them meanwhile\.\n/,
  )
})
