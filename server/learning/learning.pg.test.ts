import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import { createActivities, editActivity } from './commands.ts'
import {
  activityEdit,
  type Language,
  listActivities as listOperation,
  listQualifications as listQualificationsOperation,
  newActivity,
} from './contract.ts'
import { createQualifications, editQualification, listQualifications, readQualification } from './qualifications.ts'
import { countCompleted, listActivities, readActivity } from './queries.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)
const list = (query: Record<string, unknown> = {}, language: Language = 'en') =>
  listActivities(database.db, { query: listOperation.query.parse(query), language })
const titles = ({ items }: { items: Array<{ title: string }> }) => items.map(({ title }) => title)

async function create(given: Record<string, unknown>): Promise<number> {
  const { result } = await act((tx) => createActivities(tx, { activities: [newActivity.parse(given)] }))
  return result[0] as number
}

describe('the list of learning activities', () => {
  const english = ['Code of conduct', 'Data privacy', 'Fire safety', 'First aid', 'Forklift basics', 'Lading zekeren']

  test('is in the reader’s language, else the academy’s, else any', async () => {
    expect(titles(await list())).toEqual(english)
    expect(titles(await list({}, 'de'))).toEqual(english)
    expect(titles(await list({}, 'nl'))).toEqual([
      'Brandveiligheid',
      'Data privacy',
      'Eerste hulp',
      'Gedragscode',
      'Heftruck: de basis',
      'Lading zekeren',
    ])
  })

  test('is searched in every language, and limited to a type', async () => {
    expect(titles(await list({ search: 'hulp' }))).toEqual(['First aid'])
    expect(titles(await list({ search: 'BASIS heftruck' }))).toEqual(['Forklift basics'])
    expect(titles(await list({ search: 'forklift heftruck' }))).toEqual([])
    expect(titles(await list({ search: '%' }))).toEqual([])
    expect(titles(await list({ type: 'video' }))).toEqual(['Fire safety'])
  })

  test('is sorted by title, type and participants, over pages', async () => {
    const first = await list({ sort: '-participants', limit: 2 })
    expect(first.items).toMatchObject([
      { title: 'Fire safety', participants: 5, languages: ['en', 'nl'], type: 'video' },
      { title: 'First aid', participants: 1 },
    ])
    const second = await list({ sort: '-participants', limit: 2, after: first.next })
    expect(titles(second)).toEqual(['Code of conduct', 'Data privacy'])
    expect(second).toMatchObject({ from: 3, total: 6 })
    expect(titles(await list({ sort: 'type', limit: 2 }))).toEqual(['First aid', 'Code of conduct'])
    expect(titles(await list({ sort: '-title', limit: 1 }))).toEqual(['Lading zekeren'])
  })

  test('a cursor of another language’s order is a problem, not a wrong page', async () => {
    const { next } = await list({ limit: 2 })
    await expect(list({ limit: 2, after: next }, 'nl')).rejects.toMatchObject({ status: 400, code: 'broken-cursor' })
  })

  test('marks what a user is enrolled in, and counts valid completions of participants', async () => {
    const { people, activities } = story
    await act((tx) =>
      insertFacts(tx, 'completions', [
        { user_id: people.ann.id, activity_id: activities.fireSafety, completed_on: '2026-01-05' },
        { user_id: people.ann.id, activity_id: activities.fireSafety, completed_on: '2026-02-05' },
        { user_id: people.zoe.id, activity_id: activities.fireSafety, completed_on: '2026-01-05' },
        { user_id: people.daan.id, activity_id: activities.firstAid, completed_on: '2020-01-05' },
      ]),
    )
    const { items } = await list({ forUser: people.ann.id })
    expect(items.find(({ title }) => title === 'Fire safety')).toMatchObject({
      already: true,
      participants: 5,
    })
    expect(items.find(({ title }) => title === 'First aid')).toMatchObject({
      already: false,
      participants: 1,
    })
    const counted = [
      { id: activities.fireSafety, completed: 1 },
      { id: activities.firstAid, completed: 0 },
    ].sort((one, other) => one.id - other.id)
    // Asked for one by one, and found among all participants.
    for (const few of [100, 0]) {
      const activityIds = [activities.firstAid, activities.fireSafety, 999_999]
      expect(await countCompleted(database.db, { activityIds, few })).toEqual(counted)
    }
  })
})

describe('a learning activity', () => {
  test('has what was given, in each of its languages', async () => {
    const id = await create({
      type: 'webinar',
      onLeaving: 'keep',
      validMonths: 6,
      selfCompletion: false,
      texts: [
        { language: 'nl', title: 'Veilig tillen', description: 'Eerste regel.\nTweede regel.' },
        { language: 'fr', title: 'Porter sans risque', link: 'https://learning.example.com/porter' },
      ],
    })
    expect(await readActivity(database.db, { id, language: 'en' })).toEqual({
      id,
      title: 'Porter sans risque',
      archived: false,
      type: 'webinar',
      texts: [
        { language: 'nl', title: 'Veilig tillen', description: 'Eerste regel.\nTweede regel.', link: '' },
        { language: 'fr', title: 'Porter sans risque', description: '', link: 'https://learning.example.com/porter' },
      ],
      onLeaving: 'keep',
      validMonths: 6,
      selfCompletion: false,
      participants: 0,
    })
  })

  test('has its three lists, so that people can be enrolled in it by hand', async () => {
    const id = await create({ type: 'exam', texts: [{ language: 'en', title: 'Listed' }] })
    const { rows } = await sql<{ audience_id: number }>`
      select audience_id from assignments where target_id = ${id} order by audience_id`.execute(database.db)
    expect(rows.map(({ audience_id }) => audience_id)).toEqual([
      audience('byHand', id),
      audience('byManager', id),
      audience('import', id),
    ])
    const { outcome } = await act((tx) =>
      joinAudience(tx, { audienceId: audience('byHand', id), userIds: [story.people.ann.id] }),
    )
    expect(outcome).toMatchObject({ enrolled: 1 })
  })

  test('is edited in what is given; its texts are a whole set', async () => {
    const id = await create({
      type: 'exam',
      onLeaving: 'withdraw',
      texts: [
        { language: 'en', title: 'Before', description: 'Stays' },
        { language: 'nl', title: 'Voor' },
      ],
    })
    const edit = (given: Record<string, unknown>) =>
      act((tx) => editActivity(tx, { id, edit: activityEdit.parse(given) }))
    await edit({ type: 'video' })
    const before = await readActivity(database.db, { id, language: 'en' })
    expect(before).toMatchObject({ type: 'video', onLeaving: 'withdraw', title: 'Before' })
    await edit({
      onLeaving: null,
      validMonths: 12,
      texts: [
        { language: 'en', title: 'After' },
        { language: 'de', title: 'Danach' },
      ],
    })
    expect(await readActivity(database.db, { id, language: 'en' })).toEqual({
      ...before,
      title: 'After',
      onLeaving: null,
      validMonths: 12,
      texts: [
        { language: 'en', title: 'After', description: '', link: '' },
        { language: 'de', title: 'Danach', description: '', link: '' },
      ],
    })
  })

  test('that does not exist is not found', async () => {
    const nowhere = { id: story.qualifications.bhv, language: 'en' } as const
    await expect(readActivity(database.db, nowhere)).rejects.toMatchObject({ status: 404 })
    await expect(act((tx) => editActivity(tx, { id: nowhere.id, edit: {} }))).rejects.toMatchObject({ status: 404 })
  })
})

describe('qualifications', () => {
  const read = (id: number) => readQualification(database.db, { id, language: 'nl' })

  test('are listed with how many activities and holders they have', async () => {
    await act((tx) =>
      joinAudience(tx, {
        audienceId: audience('holders', story.qualifications.bhv),
        userIds: [story.people.zoe.id, story.people.emile.id],
      }),
    )
    const query = listQualificationsOperation.query.parse({ search: 'bhv' })
    expect((await listQualifications(database.db, { query })).items).toEqual([
      {
        id: story.qualifications.bhv,
        name: 'BHV',
        description: 'First help, and out of the building in time.',
        activities: 2,
        holders: 2,
        archived: false,
      },
    ])
    expect(await read(story.qualifications.bhv)).toMatchObject({
      holders: 2,
      activities: [
        { id: story.activities.fireSafety, title: 'Brandveiligheid', type: 'video' },
        { id: story.activities.firstAid, title: 'Eerste hulp', type: 'classroom' },
      ],
    })
  })

  test('enroll their holders as their set of activities changes', async () => {
    const { activities, people } = story
    const { result } = await act((tx) =>
      createQualifications(tx, {
        qualifications: [{ name: 'Driver', description: '', activityIds: [activities.forklift, activities.loads] }],
      }),
    )
    const [id = 0] = result
    const holders = { audienceId: audience('holders', id), userIds: [people.jurgen.id, people.marta.id] }
    expect((await act((tx) => joinAudience(tx, holders))).outcome).toMatchObject({ enrolled: 4 })
    const edited = await act((tx) =>
      editQualification(tx, { id, edit: { activityIds: [activities.loads, activities.privacy] } }),
    )
    expect(edited.outcome).toMatchObject({ state: 'done', enrolled: 2, withdrawn: 2 })
    expect((await read(id)).activities.map(({ title }) => title)).toEqual(['Data privacy', 'Lading zekeren'])
    const renamed = await act((tx) => editQualification(tx, { id, edit: { name: 'Lorry driver' } }))
    expect(renamed.outcome).toMatchObject({ enrolled: 0, withdrawn: 0 })
    expect(await read(id)).toMatchObject({ name: 'Lorry driver', activities: [{}, {}] })
  })

  test('have different names, and contain activities that exist', async () => {
    const wrong = act((tx) =>
      createQualifications(tx, {
        qualifications: [{ name: 'bhv', description: '', activityIds: [story.qualifications.bhv, 999_999] }],
      }),
    )
    await expect(wrong).rejects.toMatchObject({
      status: 422,
      errors: [
        { field: 'name', message: 'There is a qualification "bhv" already. Choose another name.' },
        {
          field: 'activityIds',
          message: `There is no learning activity ${story.qualifications.bhv} or 999999. Choose from the list.`,
        },
      ],
    })
  })

  test('that do not exist are not found', async () => {
    const id = story.activities.forklift
    await expect(read(id)).rejects.toMatchObject({ status: 404 })
    await expect(act((tx) => editQualification(tx, { id, edit: {} }))).rejects.toMatchObject({ status: 404 })
  })
})
