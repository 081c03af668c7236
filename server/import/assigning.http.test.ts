import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { rowXml, sheetOf } from '../../test/files/workbook.ts'
import { type Imports, openImports, problemsOf } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { undoBatch } from '../history/contract.ts'
import { readUser } from '../user/contract.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

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
    const done = await imports.start(view)
    const teamsOf = async (userId: number) =>
      (await ada.call(readUser, { params: { userId } })).teams.map(({ name }) => name)
    expect(await teamsOf(bo.id)).toContain('Night shift')
    expect(await teamsOf(daan.id)).not.toContain('Night shift')
    expect(await teamsOf(daan.id)).toContain('Works council')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    expect(await teamsOf(daan.id)).toContain('Night shift')
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
    expect(view.check).toMatchObject({ pairs: 2, unchanged: 0 })
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
})
