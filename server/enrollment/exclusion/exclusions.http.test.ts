import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { expectNothingDue } from '../../../test/invariants.ts'
import { ada, as, database, idOf, idsOf, story, type Who } from '../../../test/served/anew.ts'
import * as users from '../../user/contract.ts'
import * as assignments from '../assignment/contract.ts'
import { moveToday } from '../calendar.ts'
import * as enrollment from '../contract.ts'
import * as previews from '../preview/contract.ts'
import * as contract from './contract.ts'

async function enrollmentOf(who: Who, activityId: number) {
  const { items } = await ada.call(enrollment.listUserEnrollments, { params: { userId: idOf(who) } })
  return items.find(({ activity }) => activity.id === activityId)
}

const exclusionsOf = async (who: Who, client = ada) =>
  (await client.call(contract.listUserExclusions, { params: { userId: idOf(who) } })).items

/** The academy's day, so many days from it. */
async function day(from: number): Promise<string> {
  const { rows } = await sql<{ day: string }>`select academy_today() + ${from}::int as day`.execute(database.db)
  return rows[0]?.day ?? ''
}

const exclude = (given: Partial<Parameters<typeof body>[0]> = {}) => ada.call(contract.exclude, { body: body(given) })

function body(given: { userIds?: number[]; activityIds?: number[]; reason?: string; until?: string | null }) {
  return { userIds: idsOf('ann'), activityIds: [story.activities.fireSafety], reason: 'Works from home', ...given }
}

describe('excluding', () => {
  test('withdraws whatever a cause requires, and names who, why, since when and by whom', async () => {
    const { fireSafety } = story.activities
    const until = await day(30)
    expect(await exclude({ until })).toMatchObject({ state: 'done', withdrawn: 1, excluded: 1, already: { total: 0 } })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn', causes: [] })
    const [exclusion] = await exclusionsOf('ann')
    expect(exclusion).toMatchObject({
      user: { name: 'Ann de Vries' },
      activity: { id: fireSafety, title: 'Fire safety' },
      reason: 'Works from home',
      until,
      by: { name: 'Ada Okafor' },
    })
    const made = await sql<{ at: Date }>`select at from batches where kind = 'exclusion.add'`.execute(database.db)
    expect(new Date(exclusion?.since ?? 0)).toEqual(made.rows[0]?.at)
    await expectNothingDue(database.db)
  })

  test('several people from several activities is one act, and who was excluded before keeps the first reason', async () => {
    const { fireSafety, conduct } = story.activities
    await exclude()
    const answer = await exclude({
      userIds: idsOf('ann', 'bo', 'zoe'),
      activityIds: [fireSafety, conduct],
      reason: 'Another reason',
    })
    expect(answer).toMatchObject({
      withdrawn: 1,
      excluded: 5,
      already: { total: 1, items: [{ user: { name: 'Ann de Vries' }, activity: { title: 'Fire safety' } }] },
    })
    expect((await exclusionsOf('ann')).map(({ activity, reason }) => [activity.title, reason])).toEqual([
      ['Code of conduct', 'Another reason'],
      ['Fire safety', 'Works from home'],
    ])
  })

  test('keeps what is completed, whatever on leaving says, and withdraws what is only to be kept', async () => {
    const { fireSafety, conduct } = story.activities
    const params = { userId: idOf('ann'), activityId: fireSafety }
    await (await as('ann')).call(enrollment.completeActivity, { params, body: {} })
    await ada.call(enrollment.enrollUser, { params: { userId: params.userId }, body: { activityIds: [conduct] } })
    await (await as('ann')).call(enrollment.startActivity, { params: { ...params, activityId: conduct } })
    expect(await exclude({ activityIds: [fireSafety, conduct] })).toMatchObject({ kept: 1, withdrawn: 1 })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'kept', status: 'completed' })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({ state: 'withdrawn', status: 'started' })
  })

  test('holds against whatever comes later: a link, a manager, an administrator', async () => {
    const { privacy } = story.activities
    await exclude({ activityIds: [privacy] })
    const assigned = await ada.call(assignments.editAssignments, {
      params: { unit: 'teams', unitId: story.teams.nightShift },
      body: { add: [{ targetId: privacy }] },
    })
    expect(assigned.outcome).toMatchObject({ enrolled: 1 })
    for (const client of [ada, await as('ruth')]) {
      const answer = await client.call(enrollment.enrollUser, {
        params: { userId: idOf('ann') },
        body: { activityIds: [privacy] },
      })
      expect(answer).toMatchObject({ enrolled: 0, excluded: [{ id: privacy }] })
    }
    expect(await enrollmentOf('ann', privacy)).toBeUndefined()
  })

  test('stands while somebody is inactive, and when they return', async () => {
    const { fireSafety } = story.activities
    const edit = (status: 'active' | 'inactive') =>
      ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { status } })
    await edit('inactive')
    expect(await exclude()).toMatchObject({ excluded: 1, withdrawn: 0 })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active' })
    await edit('active')
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn' })
  })

  test('is previewed, and so is lifting: what is foreseen is what happens', async () => {
    const { fireSafety, privacy } = story.activities
    const excluding = { body: body({ userIds: idsOf('ann', 'bo'), activityIds: [fireSafety, privacy] }) }
    const foreseen = await ada.call(previews.previewOf(contract.exclude), excluding)
    expect(foreseen).toMatchObject({ people: 2, counts: { withdrawn: { enrollments: 2 } }, confirm: { ends: 2 } })
    expect(await exclusionsOf('ann')).toEqual([])
    expect(await ada.call(contract.exclude, excluding)).toMatchObject({ withdrawn: 2 })
    const { userIds, activityIds } = excluding.body
    const lifting = { body: { userIds, activityIds, enroll: true } }
    const back = await ada.call(previews.previewOf(contract.liftExclusions), lifting)
    expect(back.counts).toMatchObject({ resumed: { enrollments: 2 }, enrolled: { enrollments: 2 } })
    expect(await ada.call(contract.liftExclusions, lifting)).toMatchObject({ lifted: 4, resumed: 2, enrolled: 2 })
  })

  test('asks for a reason, for people and activities that exist, and for a last day that is not over', async () => {
    const refusal = (given: Parameters<typeof body>[0]) => ada.refusal(contract.exclude, { body: body(given) })
    expect(await refusal({ reason: ' \u200b ' })).toMatchObject({ errors: [{ field: 'reason' }] })
    expect(await refusal({ userIds: [99_999] })).toMatchObject({
      errors: [{ field: 'userIds', message: 'There is no user with the number 99999. Choose from the list.' }],
    })
    expect(await refusal({ activityIds: [story.qualifications.bhv] })).toMatchObject({
      errors: [{ field: 'activityIds' }],
    })
    const [yesterday, today] = [await day(-1), await day(0)]
    expect(await refusal({ until: yesterday })).toMatchObject({
      status: 422,
      errors: [
        {
          field: 'until',
          message: `The last day of an exclusion is today or later; ${yesterday} was given. Today is ${today}.`,
        },
      ],
    })
    expect(
      await refusal({ activityIds: Array.from({ length: 500 }, (_, nth) => nth + 1), userIds: many(300) }),
    ).toMatchObject({ status: 422 })
    expect(await exclude({ until: today })).toMatchObject({ excluded: 1 })
  })
})

const many = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1)

describe('an exclusion', () => {
  test('counts on its last day, and is over on the next', async () => {
    const { fireSafety } = story.activities
    await exclude({ until: await day(1) })
    const at = async (from: number) => moveToday(database.db, { now: new Date(`${await day(from)}T12:00:00Z`) })
    await at(1)
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn' })
    await at(1)
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active' })
    expect(await exclusionsOf('ann')).toEqual([])
  })

  test('takes another reason and another last day, which decides nothing by itself', async () => {
    await exclude()
    const until = await day(3)
    const edited = await ada.call(contract.editExclusions, {
      body: {
        userIds: idsOf('ann', 'bo'),
        activityIds: [story.activities.fireSafety],
        reason: 'On leave',
        until,
      },
    })
    expect(edited.edited).toBe(1)
    expect(await exclusionsOf('ann')).toMatchObject([{ reason: 'On leave', until, by: { name: 'Ada Okafor' } }])
    const work = await sql<{ work: number }>`select work from batches where id = ${edited.batchId}`.execute(database.db)
    expect(work.rows).toEqual([{ work: 0 }])
    const past = { userIds: idsOf('ann'), activityIds: [story.activities.fireSafety], until: await day(-1) }
    expect(await ada.refusal(contract.editExclusions, { body: past })).toMatchObject({ errors: [{ field: 'until' }] })
    await ada.call(contract.editExclusions, { body: { ...past, until: null } })
    expect(await exclusionsOf('ann')).toMatchObject([{ reason: 'On leave', until: null }])
  })

  test('that is lifted lets causes lead there again, and stays readable in the journal', async () => {
    const { fireSafety, privacy } = story.activities
    await exclude({ activityIds: [fireSafety, privacy], reason: 'Until the fire drill' })
    const lift = { userIds: idsOf('ann', 'bo'), activityIds: [fireSafety, privacy] }
    expect(await ada.call(contract.liftExclusions, { body: lift })).toMatchObject({
      lifted: 2,
      resumed: 1,
      enrolled: 0,
    })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active' })
    expect(await enrollmentOf('ann', privacy)).toBeUndefined()
    const { rows } = await sql`
      select b.kind, c.before ->> 'reason' as before, c.after ->> 'reason' as after
      from changes c join batches b on b.id = c.batch_id
      where c.fact = 'exclusions' and c.key = ${idOf('ann')} and ${fireSafety} = (coalesce(c.after, c.before) ->> 'activity_id')::int
      order by c.id`.execute(database.db)
    expect(rows).toEqual([
      { kind: 'exclusion.add', before: null, after: 'Until the fire drill' },
      { kind: 'exclusion.lift', before: 'Until the fire drill', after: null },
    ])
    expect(await ada.refusal(contract.liftExclusions, { body: lift })).toMatchObject({
      status: 409,
      code: 'lifted-already',
    })
  })

  test('is lifted and followed by enrolling by hand in one act, for whoever was excluded', async () => {
    const { privacy } = story.activities
    await exclude({ userIds: idsOf('ann', 'bo'), activityIds: [privacy] })
    const lift = { userIds: idsOf('ann', 'bo', 'zoe'), activityIds: [privacy], enroll: true }
    const answer = await ada.call(contract.liftExclusions, { body: lift })
    expect(answer).toMatchObject({ lifted: 2, enrolled: 2 })
    expect(await enrollmentOf('ann', privacy)).toMatchObject({
      state: 'active',
      causes: [{ kind: 'by-hand', by: { name: 'Ada Okafor' } }],
    })
    expect(await enrollmentOf('zoe', privacy)).toBeUndefined()
    const batch = await sql`
      select fact from changes where batch_id = ${answer.batchId} group by fact order by fact`.execute(database.db)
    expect(batch.rows).toEqual([{ fact: 'exclusions' }, { fact: 'memberships' }])
  })

  test('of an inactive user is lifted, but they are enrolled in nothing', async () => {
    const activityIds = [story.activities.privacy]
    await exclude({ userIds: idsOf('ole'), activityIds })
    const lift = { userIds: idsOf('ole'), activityIds }
    expect(await ada.refusal(contract.liftExclusions, { body: { ...lift, enroll: true } })).toMatchObject({
      errors: [{ field: 'userIds', message: 'Inactive users cannot be enrolled: Ole Hansen. Make them active first.' }],
    })
    expect(await exclusionsOf('ole')).toHaveLength(1)
    expect(await ada.call(contract.liftExclusions, { body: lift })).toMatchObject({ lifted: 1, enrolled: 0 })
  })
})

describe('lists of exclusions', () => {
  test('of an activity page by name, and are searched', async () => {
    const { privacy } = story.activities
    await exclude({ userIds: idsOf('zoe', 'ann', 'bo'), activityIds: [privacy] })
    const params = { activityId: privacy }
    const first = await ada.call(contract.listActivityExclusions, { params, query: { limit: 2, sort: 'name' } })
    expect(first).toMatchObject({
      total: 3,
      items: [{ user: { name: 'Ann de Vries' } }, { user: { name: 'Bo Smit' } }],
    })
    const rest = await ada.call(contract.listActivityExclusions, {
      params,
      query: { limit: 2, sort: 'name', after: first.next ?? '' },
    })
    expect(rest.items).toMatchObject([{ user: { name: 'Zoë Janssen' }, by: { name: 'Ada Okafor' } }])
    const found = await ada.call(contract.listActivityExclusions, { params, query: { search: 'smit', sort: '-since' } })
    expect(found).toMatchObject({ total: 1, items: [{ user: { name: 'Bo Smit' } }] })
  })

  test('of a user are for their managers to see, and for administrators to change', async () => {
    await exclude()
    expect(await exclusionsOf('ann', await as('ruth'))).toMatchObject([{ reason: 'Works from home' }])
    const ruth = await as('ruth')
    expect(await ruth.refusal(contract.exclude, { body: body({}) })).toMatchObject({
      status: 403,
      detail: expect.stringContaining('Administrators may exclude users from learning activities'),
    })
    const pairs = { userIds: idsOf('ann'), activityIds: [story.activities.fireSafety] }
    expect(await ruth.refusal(contract.liftExclusions, { body: pairs })).toMatchObject({ status: 403 })
  })
})
