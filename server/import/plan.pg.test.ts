import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { insertFacts, joinAudience, joinAudiences, leaveAudience } from '../facts.ts'
import { preview } from '../preview.ts'
import { planEnrolling } from './plan.ts'

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = async (command: (tx: Change) => Promise<unknown>) =>
  change(database.db, { kind: 'test', author: story.author }, command)
const partsOf = async (previewId: number) => {
  const { rows } = await sql`
    select kind, because, activity_id, assignment_ids, user_ids from preview_parts where preview_id = ${previewId}
    order by kind, activity_id, assignment_ids`.execute(database.db)
  return rows
}

test('coming onto lists is planned without being written exactly as it is when rehearsed', async () => {
  const { activities, people } = story
  const [ann, bo, daan, wei, emile, femke] = [
    people.ann,
    people.bo,
    people.daan,
    people.wei,
    people.emile,
    people.femke,
  ]
  const on = (activityId: number, ...users: Array<{ id: number }>) => ({
    audienceId: audience('import', activityId),
    userIds: users.map(({ id }) => id),
  })
  const { forklift, conduct, fireSafety } = activities
  // On it by import and by hand; withdrawn; kept; excluded; excluded and kept, for it was completed.
  await act((tx) => joinAudience(tx, on(forklift, ann)))
  await act((tx) => joinAudience(tx, { audienceId: audience('byHand', forklift), userIds: [bo.id] }))
  await act((tx) => joinAudience(tx, on(forklift, daan)))
  await act((tx) => leaveAudience(tx, { ...on(forklift, daan), byHand: true }))
  await act((tx) => joinAudience(tx, on(conduct, ann, bo, wei)))
  await act((tx) => leaveAudience(tx, on(conduct, ann, wei)))
  await act(async (tx) => {
    await insertFacts(tx, 'exclusions', [
      { user_id: emile.id, activity_id: forklift, reason: 'Drives it since 1990' },
      { user_id: wei.id, activity_id: conduct, reason: '' },
    ])
  })
  const lists = [
    on(forklift, ann, bo, daan, wei, emile, femke),
    on(conduct, ann, bo, wei, emile, ann),
    on(fireSafety, femke, ann, wei),
  ]
  const planned = await planEnrolling(database.db, { authorId: story.author.userId, lists })
  const rehearsed = await preview(database.db, { kind: 'test', author: story.author }, (tx) => joinAudiences(tx, lists))
  expect(await partsOf(planned.previewId)).toEqual(await partsOf(rehearsed.previewId))
  const { previewId: _, expiresAt: __, ...said } = planned
  expect(rehearsed).toMatchObject(said)
  expect(new Set((await partsOf(planned.previewId)).map((part) => (part as { kind: string }).kind))).toEqual(
    new Set(['already', 'enrolled', 'excluded', 'required-again', 'resumed']),
  )
})
