import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Doors, openHouse } from '../../test/doors.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { editFacts } from '../facts.ts'
import { createRule, editRule } from '../rule/commands.ts'

// Each command is a process of its own; on a busy machine one takes seconds to begin.
vi.setConfig({ testTimeout: 120_000 })

let house: Doors
let database: TestDatabase
let story: Story
let ruleId: number
beforeAll(async () => {
  house = await openHouse()
  database = await createTestDatabase()
  story = await tellStory(database.db)
  const { result } = await change(database.db, { kind: 'rule.create', author: story.author }, (tx) =>
    createRule(tx, {
      name: 'Night shift',
      state: 'draft',
      targetIds: [story.activities.forklift, story.activities.fireSafety],
      criteria: [{ kind: 'team', negated: false, ids: [story.teams.nightShift] }],
    }),
  )
  ruleId = result.id
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const previewRule = (...words: string[]) => house.door(['preview-rule', ...words], { DATABASE_URL: database.url })
const act = (kind: string) => ({ kind, author: story.author }) as const

test('says of a draft whom it would enroll, who is in already, and why; and does nothing', async () => {
  const { code, output, errors } = await previewRule('night')
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  expect(output).toContain(`Night shift (rule ${ruleId}, draft)
  whoever
    is in team Night shift
  is enrolled in `)
  expect(output).toContain(`
Activating it would change something for 2 people in 1 activity.

Would be enrolled: 2 people, 2 enrollments
  Ann de Vries <ann.de.vries@example.com> · Forklift basics · they match the rule Night shift
  Daan Visser <daan.visser@example.com> · Forklift basics · they match the rule Night shift

Are enrolled already: 2 people, 2 enrollments
`)
  expect(JSON.parse((await previewRule(String(ruleId), '--json')).output)).toMatchObject({
    rule: { id: ruleId, state: 'draft' },
    preview: { people: 2, counts: { enrolled: { people: 2, enrollments: 2 } } },
    names: [{ kind: 'enrolled' }, { kind: 'already' }],
  })
})

test('says so when there is no such rule', async () => {
  expect(await previewRule('evening')).toEqual({
    code: 2,
    output: '',
    errors: 'No rule has “evening” in its name, or as its number.\n',
  })
})

test('says of an active rule whom it matches', async () => {
  await change(database.db, act('rule.activate'), (tx) => editRule(tx, { id: ruleId, edit: { state: 'active' } }))
  const { code, output } = await previewRule('Night shift')
  expect(code).toBe(0)
  expect(output).toContain(`
It is active already, and matches 2 people:
  Ann de Vries <ann.de.vries@example.com>
  Daan Visser <daan.visser@example.com>
`)
})

test('says why a rule cannot be activated', async () => {
  const { db } = database
  await change(db, act('rule.end'), (tx) => editRule(tx, { id: ruleId, edit: { state: 'ended' } }))
  await change(db, act('team.edit'), (tx) => editFacts(tx, 'teams', [{ id: story.teams.nightShift, archived: true }]))
  const { code, output, errors } = await previewRule('Night shift')
  expect({ code, output }).toEqual({ code: 2, output: '' })
  expect(errors).toMatch(/Night shift.* archived/)
})
