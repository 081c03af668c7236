import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, story } from '../../test/served/once.ts'
import {
  createActivity,
  createQualification,
  editActivity,
  editQualification,
  listActivities,
  listQualifications,
  readActivity,
  readQualification,
} from './contract.ts'

let ruth: Client
let ann: Client

beforeAll(async () => {
  ruth = await as('ruth')
  ann = await as('ann')
})

const fields = ({ errors = [] }: { errors?: Array<{ field: string }> | undefined }) => errors.map(({ field }) => field)
const text = { language: 'en', title: 'Working at height' } as const

describe('learning activities over HTTP', () => {
  test('are created, read and edited by an administrator', async () => {
    const created = await ada.call(createActivity, { body: { type: 'video', texts: [text] } })
    const params = { activityId: created.id }
    expect(await ada.call(readActivity, { params })).toEqual(created)
    expect(created).toMatchObject({ title: 'Working at height', selfCompletion: true, validMonths: null })
    const edited = await ada.call(editActivity, { params, body: { validMonths: 24, onLeaving: 'keep' } })
    expect(edited).toEqual({ ...created, validMonths: 24, onLeaving: 'keep', batchId: expect.any(Number) })
  })

  test('are listed in one’s own language, for managers too', async () => {
    const { items } = await ruth.call(listActivities, { query: { search: 'brand', forUser: story.people.ann.id } })
    expect(items).toMatchObject([{ title: 'Brandveiligheid', already: true, participants: 5 }])
    expect(await ann.refusal(listActivities, {})).toMatchObject({ status: 403 })
  })

  test('are edited by administrators only, and unknown to whoever has nothing to do with them', async () => {
    const { forklift, fireSafety } = story.activities
    const body = { type: 'exam' } as const
    expect(await ruth.refusal(editActivity, { params: { activityId: forklift }, body })).toMatchObject({ status: 403 })
    expect(await ann.refusal(editActivity, { params: { activityId: fireSafety }, body })).toMatchObject({ status: 403 })
    expect(await ann.refusal(editActivity, { params: { activityId: forklift }, body })).toMatchObject({ status: 404 })
    expect(await ada.refusal(editActivity, { params: { activityId: 99_999 }, body })).toMatchObject({ status: 404 })
    expect(await ann.refusal(createActivity, { body: { type: 'video', texts: [text] } })).toMatchObject({ status: 403 })
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['no text', { texts: [] }, ['texts']],
    ['one language twice', { texts: [text, text] }, ['texts']],
    ['an empty title', { texts: [{ ...text, title: '  ' }] }, ['texts.0.title']],
    ['a link that runs', { texts: [{ ...text, link: 'javascript:alert(1)' }] }, ['texts.0.link']],
    ['a type there is not', { type: 'podcast' }, ['type']],
    ['a validity of no months', { validMonths: 0 }, ['validMonths']],
    ['an end there is not', { onLeaving: 'forget' }, ['onLeaving']],
  ])('given %s are refused with a sentence for each field', async (_, given, expected) => {
    const problem = await ada.refusal(createActivity, { body: { type: 'video', texts: [text], ...given } as never })
    expect(problem).toMatchObject({ status: 422 })
    expect(fields(problem)).toEqual(expected)
  })
})

describe('qualifications over HTTP', () => {
  test('are created, listed, read and edited by an administrator', async () => {
    const { loads, privacy } = story.activities
    const body = { name: 'Lorry driver', activityIds: [loads] }
    const created = await ada.call(createQualification, { body })
    expect(created).toMatchObject({ name: 'Lorry driver', holders: 0, activities: [{ title: 'Lading zekeren' }] })
    const params = { qualificationId: created.id }
    await ada.call(editQualification, { params, body: { activityIds: [privacy, loads], description: 'On the road.' } })
    expect(await ada.call(readQualification, { params })).toMatchObject({
      name: 'Lorry driver',
      description: 'On the road.',
      activities: [{ title: 'Data privacy' }, { title: 'Lading zekeren' }],
    })
    const { items } = await ada.call(listQualifications, { query: { search: 'lorry' } })
    expect(items).toMatchObject([{ name: 'Lorry driver', activities: 2, holders: 0 }])
  })

  test('are refused with a sentence for each field that does not fit', async () => {
    const problem = await ada.refusal(createQualification, { body: { name: 'bhv', activityIds: [99_999] } })
    expect(problem).toMatchObject({ status: 422 })
    expect(fields(problem)).toEqual(['name', 'activityIds'])
  })

  test('do not exist for anyone but administrators', async () => {
    const params = { qualificationId: story.qualifications.bhv }
    expect(await ruth.refusal(readQualification, { params })).toMatchObject({ status: 404 })
    expect(await ruth.refusal(listQualifications, {})).toMatchObject({ status: 403 })
    expect(await ann.refusal(editQualification, { params, body: { name: 'Mine' } })).toMatchObject({ status: 404 })
  })
})
