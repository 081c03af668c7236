import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { ada, as, database, idOf, story } from '../../test/served/once.ts'
import { change } from '../change.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { joinAudience } from '../facts.ts'
import * as contract from './contract.ts'

describe('whose enrollments a batch moved', () => {
  /** Three people into two activities, one of whom is in one of them already. */
  async function enrollSeveral(): Promise<number> {
    const { fireSafety, loads } = story.activities
    const { outcome } = await change(database.db, { kind: 'enrollment.add', author: story.author }, async (tx) => {
      const userIds = [idOf('zoe'), idOf('ann'), idOf('emile')]
      for (const activityId of [fireSafety, loads]) {
        await joinAudience(tx, { audienceId: audience('byHand', activityId), userIds })
      }
    })
    return outcome.batchId
  }
  const told = ({ items }: z.output<typeof contract.listMoves.response>) =>
    items.map(({ user, activity, kind }) => `${user.name}: ${kind}, ${activity.title}`)

  test('is told by name, and found by name, by what happened and by activity', async () => {
    const batchId = await enrollSeveral()
    const list = (query: Partial<z.input<typeof contract.listMoves.query>>) =>
      ada.call(contract.listMoves, { params: { batchId }, query })
    expect(told(await list({}))).toEqual([
      'Ann de Vries: enrolled, Lading zekeren',
      'Émile Dubois: enrolled, Fire safety',
      'Émile Dubois: enrolled, Lading zekeren',
      'Zoë Janssen: enrolled, Fire safety',
      'Zoë Janssen: enrolled, Lading zekeren',
    ])
    expect(told(await list({ search: 'vries ann' }))).toEqual(['Ann de Vries: enrolled, Lading zekeren'])
    const inFire = await list({ activityId: story.activities.fireSafety })
    expect(told(inFire)).toEqual(['Émile Dubois: enrolled, Fire safety', 'Zoë Janssen: enrolled, Fire safety'])
    expect(inFire.total).toBe(2)
    expect(await list({ kind: 'withdrawn' })).toMatchObject({ items: [], total: 0 })
    expect((await list({ kind: 'enrolled' })).total).toBe(5)
  })

  /** A batch of events as the engine writes them: so often several users in several activities. */
  async function inventRectangles(times: number): Promise<number> {
    const { outcome } = await change(database.db, { kind: 'invented', author: story.author }, async () => undefined)
    const everybody = Object.values(story.people).map(({ id }) => id)
    const { forklift, conduct, privacy, loads } = story.activities
    await sql`
      insert into events (batch_id, kind, bucket, user_ids, activity_ids)
      select ${outcome.batchId}, kind, 0, user_ids, activity_ids
      from generate_series(1, ${times}::int) as nth, (values
        (1, ${everybody}::int[], array[${forklift}, ${conduct}, ${privacy}]::int[]),
        (7, ${everybody.slice(2, 3)}::int[], array[${forklift}]::int[]),
        (13, ${everybody.slice(0, 5)}::int[], array[${conduct}, ${privacy}]::int[]),
        (9, ${everybody.slice(4)}::int[], array[${loads}]::int[])) as rectangle (kind, user_ids, activity_ids)
      order by nth, kind`.execute(database.db)
    return outcome.batchId
  }
  const inOne = 12 * 3 + 1 + 5 * 2 + 8

  type Query = Partial<z.input<typeof contract.listMoves.query>>

  /** Everything from the first page to the last, having found that the way back leads past the same. */
  async function walked(batchId: number, query: Query): Promise<string[]> {
    const page = (cursor: Query) =>
      ada.call(contract.listMoves, { params: { batchId }, query: { ...query, ...cursor } })
    const forward: string[] = []
    let one = await page({})
    for (;;) {
      expect(one.from).toBe(forward.length + 1)
      forward.push(...told(one))
      if (!one.next) break
      one = await page({ after: one.next })
    }
    expect(one.total).toBe(forward.length)
    const backward: string[] = told(one)
    while (one.previous) {
      one = await page({ before: one.previous })
      backward.unshift(...told(one))
    }
    expect(backward).toEqual(forward)
    return forward
  }

  test('goes page by page by name, each of them once', async () => {
    const batchId = await inventRectangles(1)
    const all = await walked(batchId, { limit: 200 })
    expect(new Set(all).size).toBe(inOne)
    for (const limit of [5, 36]) expect(await walked(batchId, { limit })).toEqual(all)
    expect(await walked(batchId, { limit: 4, search: 'vries' })).toEqual(all.filter((move) => move.startsWith('Ann')))
  })

  test('goes page by page as it happened when they are too many to sort, and is still found by name', async () => {
    const times = Math.ceil(20_001 / inOne)
    const batchId = await inventRectangles(times)
    const { rows } = await sql<{ user_ids: number[]; activity_ids: number[] }>`
      select user_ids, activity_ids from events where batch_id = ${batchId} order by id`.execute(database.db)
    const expected = rows.flatMap(({ user_ids, activity_ids }) =>
      user_ids.flatMap((user) => activity_ids.map((activity) => `${user} ${activity}`)),
    )
    const page = async (query: Query) => {
      const { items, ...rest } = await ada.call(contract.listMoves, { params: { batchId }, query })
      return { ...rest, pairs: items.map(({ user, activity }) => `${user.id} ${activity.id}`) }
    }
    const first = await page({ limit: 100 })
    expect(first).toMatchObject({ total: expected.length, previous: null })
    const second = await page({ limit: 100, after: first.next ?? '' })
    expect([...first.pairs, ...second.pairs]).toEqual(expected.slice(0, 200))
    expect((await page({ limit: 100, before: second.previous ?? '' })).pairs).toEqual(first.pairs)

    const isMarta = (pair: string) => pair.startsWith(`${idOf('marta')} `)
    const found = await page({ limit: 200, search: 'marta' })
    const further = await page({ limit: 200, search: 'marta', after: found.next ?? '' })
    expect([...found.pairs, ...further.pairs]).toEqual(expected.filter(isMarta).slice(0, 400))
    expect(found.total).toBe(expected.filter(isMarta).length)
  })

  test('is for administrators, and for whoever did it', async () => {
    const ruth = await as('ruth')
    const { batchId } = await ruth.call(enrollment.enrollUser, {
      params: { userId: idOf('femke') },
      body: { activityIds: [story.activities.firstAid] },
    })
    expect(told(await ruth.call(contract.listMoves, { params: { batchId } }))).toEqual([
      'Femke Bakker: enrolled, Eerste hulp',
    ])
    const daan = await as('daan')
    expect(await daan.refusal(contract.listMoves, { params: { batchId } })).toMatchObject({ status: 404 })
  })
})
