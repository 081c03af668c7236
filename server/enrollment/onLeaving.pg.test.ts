import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue } from '../../test/invariants.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { changeAcademy } from '../access/commands.ts'
import { type Change, change } from '../change.ts'
import { insertFacts } from '../facts.ts'
import { createActivities } from '../learning/commands.ts'
import { newActivity, type OnLeaving, onLeaving } from '../learning/contract.ts'
import { addMembers, removeMembers } from '../organization/members.ts'
import { createRule } from '../rule/commands.ts'
import { newRule } from '../rule/contract.ts'
import { editAssignments } from './assignment/assignments.ts'
import { workOff } from './jobs.ts'

// The law, written a second time: what is nearest decides for each cause, and of several causes the most keeping wins.

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

async function act<Result>(command: (tx: Change) => Promise<Result>): Promise<Result> {
  const { result } = await change(database.db, { kind: 'test', author: story.author, notify: false }, command)
  await workOff(database.db)
  return result
}

type Said = OnLeaving | null
type Combination = { link: Said; rule: Said; activity: Said }

const said: readonly Said[] = [null, ...onLeaving.options]
const combinations: Combination[] = said.flatMap((link) =>
  said.flatMap((rule) => said.map((activity) => ({ link, rule, activity }))),
)
const keeping = (one: OnLeaving) => onLeaving.options.indexOf(one)

/** What a link to a group and a rule over a team come down to together. */
function mostKeeping({ link, rule, activity }: Combination, academy: OnLeaving): OnLeaving {
  const each = [link ?? activity ?? academy, rule ?? activity ?? academy]
  return keeping(each[0] as OnLeaving) > keeping(each[1] as OnLeaving) ? (each[0] as OnLeaving) : (each[1] as OnLeaving)
}

function stateAfter(decides: OnLeaving, started: boolean): 'kept' | 'withdrawn' {
  return decides === 'keep' || (decides === 'withdraw-if-not-started' && started) ? 'kept' : 'withdrawn'
}

/** One activity for each combination, to which a link to the group and a rule over the team lead. */
async function arrange(): Promise<number[]> {
  const { groups, teams } = story
  const activities = await act((tx) =>
    createActivities(tx, {
      activities: combinations.map(({ activity }) =>
        newActivity.parse({ type: 'exam', onLeaving: activity, texts: [{ language: 'en', title: 'Combination' }] }),
      ),
    }),
  )
  await act(async (tx) => {
    const add = combinations.map(({ link }, nth) => ({
      targetId: activities[nth] ?? 0,
      onLeaving: link,
      includesBelow: false,
    }))
    await editAssignments(tx, { unit: { kind: 'groups', id: groups.newHires }, add, edit: [], remove: [] })
    for (const rule of said) {
      const targetIds = activities.filter((_, nth) => combinations[nth]?.rule === rule)
      const criteria = [{ kind: 'team', ids: [teams.worksCouncil] }]
      const name = `Rule ${rule} ${tx.batchId}`
      await createRule(tx, newRule.parse({ name, criteria, targetIds, onLeaving: rule, state: 'active' }))
    }
  })
  return activities
}

async function statesOf(userId: number, activityIds: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ state: number }>`
    select e.state from unnest(${activityIds}::int[]) with ordinality as a (id, position)
    join enrollments e on e.activity_id = a.id and e.user_id = ${userId} order by a.position`.execute(database.db)
  return rows.map(({ state }) => ['active', 'kept', 'withdrawn'][state - 1] ?? '')
}

test.each(onLeaving.options)(
  'in an academy that says %s, the nearest word decides for each cause, and the most keeping of them wins',
  async (academy) => {
    const { people, groups, teams } = story
    const [fresh, begun] = [people.emile.id, people.bo.id]
    const userIds = [fresh, begun]
    await act((tx) => changeAcademy(tx, { onLeaving: academy }))
    const activities = await arrange()
    const join = async (tx: Change) => {
      await addMembers(tx, { kind: 'groups', id: groups.newHires, userIds })
      await addMembers(tx, { kind: 'teams', id: teams.worksCouncil, userIds })
    }
    await act(join)
    expect(await statesOf(fresh, activities)).toEqual(activities.map(() => 'active'))
    await act((tx) =>
      insertFacts(
        tx,
        'progress',
        activities.map((id) => ({ user_id: begun, activity_id: id, started_at: '2026-11-01T09:00:00Z' })),
      ),
    )

    // Out of the group alone: the rule requires everything still, and decides alone from now on.
    await act((tx) => removeMembers(tx, { kind: 'groups', id: groups.newHires, userIds }))
    expect(await statesOf(fresh, activities)).toEqual(activities.map(() => 'active'))
    await act((tx) => removeMembers(tx, { kind: 'teams', id: teams.worksCouncil, userIds }))
    const byRule = combinations.map(({ rule, activity }) => rule ?? activity ?? academy)
    expect(await statesOf(fresh, activities)).toEqual(byRule.map((one) => stateAfter(one, false)))
    expect(await statesOf(begun, activities)).toEqual(byRule.map((one) => stateAfter(one, true)))

    // Out of both at once: whichever keeps more decides.
    await act(join)
    await act(async (tx) => {
      await removeMembers(tx, { kind: 'teams', id: teams.worksCouncil, userIds })
      await removeMembers(tx, { kind: 'groups', id: groups.newHires, userIds })
    })
    const byBoth = combinations.map((one) => mostKeeping(one, academy))
    expect(await statesOf(fresh, activities)).toEqual(byBoth.map((one) => stateAfter(one, false)))
    expect(await statesOf(begun, activities)).toEqual(byBoth.map((one) => stateAfter(one, true)))
    await expectNothingDue(database.db)
  },
)

test('what the academy says counts from the moment it is said, for whoever is enrolled already', async () => {
  const { people, groups, activities } = story
  const [userId, activityId] = [people.wei.id, activities.forklift]
  await act((tx) => changeAcademy(tx, { onLeaving: 'withdraw' }))
  await act((tx) =>
    editAssignments(tx, {
      unit: { kind: 'groups', id: groups.wardens },
      add: [{ targetId: activityId, onLeaving: null, includesBelow: false }],
      edit: [],
      remove: [],
    }),
  )
  await act((tx) => addMembers(tx, { kind: 'groups', id: groups.wardens, userIds: [userId] }))
  await act((tx) => changeAcademy(tx, { onLeaving: 'keep' }))
  await act((tx) => removeMembers(tx, { kind: 'groups', id: groups.wardens, userIds: [userId] }))
  expect(await statesOf(userId, [activityId])).toEqual(['kept'])
})
