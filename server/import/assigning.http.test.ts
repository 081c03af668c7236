import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { rowXml, sheetOf } from '../../test/files/workbook.ts'
import { type Imports, openImports, problemsOf } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { undoBatch } from '../history/contract.ts'
import { readUser } from '../user/contract.ts'
import { editImport, listChangedUsers } from './contract.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

/** Whom a file is about, as `name: kind of thing on day, row`. */
async function namesIn(importId: number, query: object = {}): Promise<string[]> {
  const { items } = await ada.call(listChangedUsers, { params: { importId }, query })
  return items.map(
    ({ name, kind, thing, day, row }) => `${row} ${name}: ${kind} ${[thing?.name, day].filter(Boolean).join(' ')}`,
  )
}

describe('the other actions', () => {
  test('teams are joined by x and left by -, and what two rows say against each other is not done', async () => {
    const { ann, bo, daan } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Night shift', 'Works council'],
        [bo.email, 'x', ''],
        [daan.email, '-', 'x'],
        [ann.email, 'x', ''],
        [ann.email, '-', ''],
      ],
      'teams',
    )
    expect(view.check).toMatchObject({ people: 2, pairs: 3, withProblems: 2 })
    expect(problemsOf(view)).toEqual([['mark-contradiction', 1, 2]])
    expect(view.check).toMatchObject({ joined: 2, left: 1, unchanged: 0 })
    expect(await namesIn(view.id)).toEqual([
      `2 ${bo.name}: joined Night shift`,
      `3 ${daan.name}: joined Works council`,
      `3 ${daan.name}: left Night shift`,
    ])
    expect(await namesIn(view.id, { kind: 'joined', search: 'COUNCIL' })).toEqual([
      `3 ${daan.name}: joined Works council`,
    ])
    expect(await namesIn(view.id, { skip: 2, limit: 1 })).toEqual([`3 ${daan.name}: left Night shift`])
    const done = await imports.start(view)
    const teamsOf = async (userId: number) =>
      (await ada.call(readUser, { params: { userId } })).teams.map(({ name }) => name)
    expect(await teamsOf(bo.id)).toContain('Night shift')
    expect(await teamsOf(daan.id)).not.toContain('Night shift')
    expect(await teamsOf(daan.id)).toContain('Works council')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    expect(await teamsOf(daan.id)).toContain('Night shift')
  })

  test('what is so already, and whom a mark is in vain for, is named when asked for', async () => {
    const { bo, daan, emile } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Night shift', 'Works council'],
        [daan.email, 'x', '-'],
        [bo.email, 'x', ''],
      ],
      'teams',
    )
    expect(view.check).toMatchObject({ joined: 1, left: 0, unchanged: 2 })
    expect(await namesIn(view.id)).toEqual([`3 ${bo.name}: joined Night shift`])
    expect(await namesIn(view.id, { kind: 'unchanged' })).toEqual([
      `2 ${daan.name}: unchanged Night shift`,
      `2 ${daan.name}: unchanged Works council`,
    ])
    const ending = await imports.upload(
      [
        ['E-mail', 'First aid'],
        [emile.email, 'x'],
        [emile.email, 'x'],
      ],
      'unenroll',
    )
    expect(ending.check).toMatchObject({ pairs: 2, notEnrolled: 1 })
    expect(await namesIn(ending.id)).toEqual([])
    expect(await namesIn(ending.id, { kind: 'notEnrolled' })).toEqual([`2 ${emile.name}: notEnrolled First aid`])
  })

  test('what is said twice of a person is done, counted and named once, however far apart', async () => {
    const { daan, emile } = story.people
    const others = Array.from({ length: 4100 }, () => [emile.email, '2025-05-02'])
    const view = await imports.upload(
      [['E-mail', 'First aid'], [daan.email, '2025-05-01'], ...others, [daan.email, '2025-05-01']],
      'completions',
    )
    expect(view.check).toMatchObject({ pairs: 4102, repeated: 4100, completed: 2, unchanged: 0, withProblems: 0 })
    expect(await namesIn(view.id)).toEqual([
      `2 ${daan.name}: completed First aid 2025-05-01`,
      `3 ${emile.name}: completed First aid 2025-05-02`,
    ])
    await imports.start(view)
    const recorded = await imports.db
      .selectFrom('completions')
      .select('user_id')
      .where('completed_on', 'in', ['2025-05-01', '2025-05-02'])
      .execute()
    expect(recorded.map(({ user_id }) => user_id).toSorted()).toEqual([daan.id, emile.id].toSorted())
  })

  test('a column of completions that names no learning activity is asked about, also when it holds an x', async () => {
    const { ann } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Fire safty', 'First ade', 'Remarks'],
        [ann.email, 'x', '2026-03-01', 'left early'],
      ],
      'completions',
    )
    expect(view.columns.map(({ header, problem, marks }) => [header, problem?.kind ?? null, marks])).toEqual([
      ['E-mail', null, 0],
      ['Fire safty', 'unknown-thing', 1],
      ['First ade', 'unknown-thing', 1],
    ])
    expect(view.ignored).toEqual(['Remarks'])
    const nearest = view.columns[1]?.problem?.nearest ?? []
    expect(nearest[0]?.name).toBe('Fire safety')
    await ada.call(editImport, {
      params: { importId: view.id },
      body: { columns: [{ column: 1, thingId: nearest[0]?.id ?? 0 }] },
    })
    await imports.work()
    expect(problemsOf(await imports.look(view.id))).toEqual([['not-a-date', 1, 1]])
  })

  test('completions are recorded with their day, once', async () => {
    const { ann } = story.people
    const rows = [
      ['E-mail', 'First aid', 'Fire safety'],
      [ann.email, '2026-03-01', '1-2-2026'],
      [ann.email, '2026-03-01', 'x'],
      [ann.email, '2199-01-01', ''],
      [ann.email, '05/06/2026', ''],
    ]
    const view = await imports.upload(rows, 'completions')
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['not-a-date', 1, 1],
        ['not-a-date', 2, 1],
        ['date-in-future', 1, 1],
      ]),
    )
    expect(view.check).toMatchObject({ pairs: 2, completed: 2, unchanged: 0 })
    expect(await namesIn(view.id)).toEqual([
      `2 ${ann.name}: completed First aid 2026-03-01`,
      `2 ${ann.name}: completed Fire safety 2026-02-01`,
    ])
    await imports.start(view)
    expect((await imports.upload(rows, 'completions')).check).toMatchObject({ pairs: 2, unchanged: 2 })
  })

  test('a completion whose day lost its format is of the day by which the workbook counts', async () => {
    const { bo } = story.people
    const sheet = (days: string) =>
      sheetOf(
        `${rowXml(1, ['E-mail', 'First aid'])}<row r="2"><c t="str"><v>${bo.email}</v></c><c><v>${days}</v></c></row>`,
        {
          ...(days === '44651' && { workbookProperties: '<workbookPr date1904="1"/>' }),
        },
      )
    // 1 April 2026, from 1900 and from 1904.
    for (const days of ['46113', '44651']) {
      const view = await imports.send(sheet(days), { action: 'completions' })
      expect(view.check).toMatchObject({ pairs: 1, daysFromDigits: 1, unchanged: days === '46113' ? 0 : 1 })
      await imports.start(view)
    }
    // In a file that counts from 1900, that is another day.
    expect((await imports.send(sheet('44652'), { action: 'completions' })).check).toMatchObject({ unchanged: 0 })
  })

  test('enrollments end for those who have them, and whatever else requires them stays', async () => {
    const { bo, emile } = story.people
    await imports.start(
      await imports.upload(
        [
          ['E-mail', 'Forklift basics'],
          [bo.email, 'x'],
        ],
        'enroll',
      ),
    )
    const view = await imports.upload(
      [
        ['E-mail', 'Forklift basics'],
        [bo.email, 'x'],
        [emile.email, 'x'],
      ],
      'unenroll',
    )
    expect(view.check).toMatchObject({ people: 2, notEnrolled: 1 })
    expect(view.plan?.counts.withdrawn).toEqual({ people: 1, enrollments: 1 })
    await imports.start(view)
    expect(await imports.titlesOf(bo.id)).not.toContain('Forklift basics')
  })

  test('whose enrollment something else requires is named with that, before it starts and after', async () => {
    const { daan, emile, wei } = story.people
    await imports.start(
      await imports.upload(
        [
          ['E-mail', 'First aid'],
          [daan.email, 'x'],
          [wei.email, 'x'],
        ],
        'enroll',
      ),
    )
    const view = await imports.upload(
      [
        ['E-mail', 'First aid', 'Fire safety'],
        [daan.email, 'x', 'x'],
        [emile.email, 'x', ''],
        [wei.email, 'x', ''],
      ],
      'unenroll',
    )
    expect(view.check).toMatchObject({ pairs: 4, notEnrolled: 1, remains: 2 })
    expect(view.plan?.counts.withdrawn).toEqual({ people: 1, enrollments: 1 })
    const staying = async () => {
      const { items } = await ada.call(listChangedUsers, { params: { importId: view.id } })
      return items.map(({ row, name, kind, thing, causes }) => [
        `${row} ${name} ${kind} ${thing?.name}`,
        ...causes.map((cause) => [cause.kind, cause.audience?.name, cause.through?.name].filter(Boolean).join(' ')),
      ])
    }
    const stay = [
      [`2 ${daan.name} remains Fire safety`, 'department-below Warehouse', 'team First aiders BHV'],
      [`2 ${daan.name} remains First aid`, 'team First aiders BHV'],
    ]
    expect((await staying()).toSorted()).toEqual(stay)
    const done = await imports.start(view)
    expect(done).toMatchObject({ state: 'started', check: { remains: 2 } })
    expect((await staying()).toSorted()).toEqual(stay)
    // Whoever is enrolled by something else since did not stay.
    await imports.start(
      await imports.upload(
        [
          ['E-mail', 'First aiders'],
          [wei.email, 'x'],
          [emile.email, 'x'],
          [daan.email, '-'],
        ],
        'teams',
      ),
    )
    expect(await staying()).toEqual([[`2 ${daan.name} remains Fire safety`, 'department-below Warehouse']])
  })
})
