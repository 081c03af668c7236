import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, database, story } from '../../test/served/once.ts'
import { change } from '../change.ts'
import { createActivities } from '../learning/commands.ts'
import * as learning from '../learning/contract.ts'
import { departments, teams } from '../organization/contract.ts'
import * as users from '../user/contract.ts'
import * as assignments from './assignment/contract.ts'
import * as exclusions from './exclusion/contract.ts'

let ruth: Client

beforeAll(async () => {
  ruth = await as('ruth')
})

describe('learning activities', () => {
  test('that match come at once, without those that the user is enrolled in, to managers of the user too', async () => {
    const query = { search: 'f', forUser: story.people.ann.id }
    const { items, more } = await ada.call(learning.listActivityMatches, { query })
    // Ann is enrolled in Fire safety.
    expect(items).toEqual([
      { id: story.activities.firstAid, title: 'First aid', type: 'classroom' },
      { id: story.activities.forklift, title: 'Forklift basics', type: 'e-learning' },
    ])
    expect(more).toBe(false)
    const all = await ruth.call(learning.listActivityMatches, {})
    expect(all.items.map(({ title }) => title)).toContain('Brandveiligheid')
    const other = { query: { forUser: story.people.zoe.id } }
    expect(await ruth.refusal(learning.listActivityMatches, other)).toMatchObject({ status: 404 })
  })

  test('that a user is excluded from are marked so, and no match', async () => {
    const { people, activities } = story
    const [userId, activityId] = [people.ruth.id, activities.conduct]
    const ids = { userIds: [userId], activityIds: [activityId] }
    await ada.call(exclusions.exclude, { body: { ...ids, reason: 'Wrote it', until: null } })
    const { items } = await ada.call(learning.listActivities, { query: { forUser: userId, search: 'conduct' } })
    expect(items).toMatchObject([{ id: activityId, already: false, excluded: true }])
    const matches = await ada.call(learning.listActivityMatches, { query: { forUser: userId, search: 'conduct' } })
    expect(matches.items).toEqual([])
    const pasted = await ada.call(learning.findActivitiesByTitle, {
      body: { titles: ['Code of conduct'], forUser: userId },
    })
    expect(pasted.items).toMatchObject([{ already: false, excluded: true }])
    const found = await ada.call(users.findUsersByEmail, {
      body: { emails: [people.ruth.email, people.ann.email], forActivity: activityId },
    })
    expect(found.users).toMatchObject([
      { id: userId, excluded: true },
      { id: people.ann.id, excluded: false },
    ])
    const addable = await ada.call(users.listUserIds, { query: { status: 'active', forActivity: activityId } })
    expect(addable.ids).toContain(people.ann.id)
    expect(addable.ids).not.toContain(userId)
    await ada.call(exclusions.liftExclusions, { body: ids })
    const lifted = await ada.call(users.listUserIds, { query: { status: 'active', forActivity: activityId } })
    expect(lifted.ids).toContain(userId)
  })

  test('are found by a pasted column of titles in any language; case and spaces do not count', async () => {
    const { forklift, fireSafety, privacy } = story.activities
    const titles = [' data\u00a0 PRIVACY', 'Brandveiligheid', '', 'How to fly', 'Forklift basics', 'Heftruck: de basis']
    const body = { titles, forUser: story.people.ann.id }
    expect(await ada.call(learning.findActivitiesByTitle, { body })).toEqual({
      items: [
        { id: privacy, title: 'Data privacy', type: 'exam', already: false, excluded: false },
        { id: fireSafety, title: 'Fire safety', type: 'video', already: true, excluded: false },
        { id: forklift, title: 'Forklift basics', type: 'e-learning', already: false, excluded: false },
      ],
      ambiguous: [],
      unknown: ['How to fly'],
    })
    const other = { body: { titles, forUser: story.people.zoe.id } }
    expect(await ruth.refusal(learning.findActivitiesByTitle, other)).toMatchObject({ status: 404 })
  })

  test('of one title are told apart by nobody, and archived ones are not meant', async () => {
    const create = () =>
      ada.call(learning.createActivity, { body: { type: 'video', texts: [{ language: 'en', title: 'Ladders' }] } })
    const [one, two] = [await create(), await create()]
    const found = () => ada.call(learning.findActivitiesByTitle, { body: { titles: ['ladders', 'Ladders '] } })
    expect(await found()).toEqual({ items: [], ambiguous: ['ladders'], unknown: [] })
    await ada.call(learning.archiveActivity, { params: { activityId: two.id } })
    expect(await found()).toMatchObject({ items: [{ id: one.id }], ambiguous: [], unknown: [] })
  })

  test('more than one act takes are cut, and that is said', async () => {
    const lessons = Array.from({ length: learning.mostActivities + 1 }, (_, nth) =>
      learning.newActivity.parse({
        type: 'video',
        texts: [{ language: 'en', title: `Lesson ${String(nth + 1).padStart(4, '0')}` }],
      }),
    )
    const act = { kind: 'activity.create', author: story.author }
    await change(database.db, act, (tx) => createActivities(tx, { activities: lessons }))
    const { items, more } = await ada.call(learning.listActivityMatches, { query: { search: 'lesson' } })
    expect(items).toHaveLength(learning.mostActivities)
    expect(items.slice(0, 2).map(({ title }) => title)).toEqual(['Lesson 0001', 'Lesson 0002'])
    expect(more).toBe(true)
  })
})

describe('what is assigned', () => {
  const unit = () => ({ unit: 'teams' as const, unitId: story.teams.firstAiders })

  test('is found of one kind only, and without what the unit has', async () => {
    const search = { search: 'b', ...unit() }
    const kinds = await ada.call(assignments.listTargets, { query: { ...search, kind: 'qualification' } })
    expect(kinds).toMatchObject({ items: [{ id: bhvOf(), already: true }], total: 1 })
    const fresh = await ada.call(assignments.listTargets, { query: { ...search, already: 'false' } })
    // Heftruck: de basis, and Brandveiligheid.
    expect(fresh.items.map(({ name }) => name)).toEqual(['Fire safety', 'Forklift basics'])
    const there = await ada.call(assignments.listTargets, { query: { ...search, already: 'true' } })
    expect(there.items.map(({ name }) => name)).toEqual(['BHV'])
  })

  test('is found by a pasted column of titles and names, of both kinds', async () => {
    const names = ['bhv', 'Heftruck:  de basis', 'first aid', 'No such thing']
    expect(await ada.call(assignments.findTargetsByName, { body: { names, ...unit() } })).toMatchObject({
      items: [
        { kind: 'qualification', id: bhvOf(), name: 'BHV', type: null, already: true },
        { kind: 'activity', id: story.activities.forklift, name: 'Forklift basics', already: false },
        { kind: 'activity', id: story.activities.firstAid, name: 'First aid', already: false },
      ],
      ambiguous: [],
      unknown: ['No such thing'],
    })
    await ada.call(learning.createQualification, { body: { name: 'First aid' } })
    expect(await ada.call(assignments.findTargetsByName, { body: { names } })).toMatchObject({
      ambiguous: ['first aid'],
    })
    const one = await ada.call(assignments.findTargetsByName, { body: { names, kind: 'qualification' } })
    expect(one.items.map(({ name }) => name)).toEqual(['BHV', 'First aid'])
  })
})

describe('what can lead to learning', () => {
  test('is found kind by kind, so many of each, with what a department stands in', async () => {
    const { items, total } = await ada.call(assignments.listLeaders, { query: { each: '1' } })
    expect(items.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      'companies: Rakema',
      'departments: Finance',
      'teams: First aiders',
      'functions: Accountant',
      'groups: Evacuation wardens',
      'qualifications: BHV',
    ])
    expect(total).toBeGreaterThan(items.length)
    expect(items[1]).toMatchObject({ company: { name: 'Rakema' }, above: [{ name: 'Office' }] })
    const found = await ada.call(assignments.listLeaders, { query: { search: 'night', kinds: 'departments,teams' } })
    expect(found).toMatchObject({ total: 2, items: [{ name: 'Night dock' }, { name: 'Night shift' }] })
    expect(found.items[0]?.above.map(({ name }) => name)).toEqual(['Warehouse', 'Rotterdam'])
  })

  test('is found by a pasted column of names; two departments of one name are told apart by nobody', async () => {
    await ada.call(departments.create, {
      body: { name: 'Finance', companyId: story.companies.logistics, parentId: null },
    })
    const gone = await ada.call(teams.create, { body: { name: 'Old team' } })
    await ada.call(teams.archive, { params: { unitId: gone.id } })
    const names = ['NEW HIRES', 'finance', 'bhv', 'Old team']
    expect(await ada.call(assignments.findLeadersByName, { body: { names } })).toMatchObject({
      items: [
        { kind: 'groups', id: story.groups.newHires },
        { kind: 'qualifications', id: bhvOf() },
      ],
      ambiguous: ['finance'],
      unknown: ['Old team'],
    })
    const groups = await ada.call(assignments.findLeadersByName, { body: { names, kinds: ['groups'] } })
    expect(groups).toMatchObject({ items: [{ name: 'New hires' }], unknown: ['finance', 'bhv', 'Old team'] })
  })
})

const bhvOf = () => story.qualifications.bhv
