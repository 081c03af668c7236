import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { type Imports, openImports } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { discardImport } from './contract.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

describe('a template', () => {
  /** What whoever fills it in does, by another library than reads it. */
  const filled = async (content: Uint8Array, fill: (rows: unknown[][]) => void) => {
    const { sheets } = await readXlsx(content)
    const [people] = sheets
    if (!people) throw new Error('a template without a sheet')
    fill(people.rows)
    return writeXlsx({
      sheets: sheets.map(({ name, rows, veryHidden }) => ({ name, rows, ...(veryHidden && { veryHidden }) })),
    })
  }

  test('that is filled in says itself what it is for and what its columns are, whatever they are called by now', async () => {
    const { bo } = story.people
    const { forklift, conduct } = story.activities
    const template = await imports.fetch(`/api/import-template?action=enroll&things=${forklift},${conduct}&language=nl`)
    const view = await imports.send(
      await filled(template, (rows) => {
        expect(rows[0]).toEqual(['Personeelsnummer', 'E-mail', 'Heftruck: de basis', expect.any(String)])
        rows[1] = [null, bo.email, null, 'x']
      }),
    )
    expect(view).toMatchObject({ action: 'enroll', state: 'open', otherSheets: [], check: { people: 1, pairs: 1 } })
    expect(view.columns.flatMap(({ thing }) => thing?.id ?? [])).toEqual([forklift, conduct])
    await ada.call(discardImport, { params: { importId: view.id } })
  })

  test('of another academy is refused', async () => {
    const template = await imports.fetch('/api/import-template?action=teams')
    const { sheets } = await readXlsx(template, { sheets: () => true } as never)
    const foreign = await writeXlsx({
      sheets: sheets.map(({ name, rows, veryHidden }) => ({
        name,
        rows: rows.map((row) => (row[0] === 'academy' ? ['academy', crypto.randomUUID()] : row)),
        ...(veryHidden && { veryHidden }),
      })),
    })
    expect(await imports.send(foreign)).toMatchObject({ state: 'refused', refusal: { code: 'other-academy' } })
  })

  test('comes back as a problem file of the rows that were wrong, and mended it is clean', async () => {
    const { bo, ann } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Remarks', 'Forklift basics'],
        [bo.email, 'good', 'x'],
        ['nobody@example.com', 'wrong', 'x'],
        [ann.email, 'wrong too', 'ja'],
      ],
      'enroll',
    )
    const problems = await imports.fetch(`/api/imports/${view.id}/problem-file`)
    const mended = await imports.send(
      await filled(problems, (rows) => {
        expect(rows.slice(0, 3).map((row) => row.slice(0, 3))).toEqual([
          ['E-mail', 'Remarks', 'Forklift basics'],
          ['nobody@example.com', 'wrong', 'x'],
          [ann.email, 'wrong too', 'ja'],
        ])
        expect(rows[2]?.[3]).toContain('This is not a mark. An x or X counts; an empty cell changes nothing.')
        const [, second, third] = rows
        if (second) second[0] = story.people.emile.email
        if (third) third[2] = 'x'
      }),
    )
    expect(mended).toMatchObject({
      action: 'enroll',
      problems: [],
      ignored: ['Remarks'],
      check: { people: 2, pairs: 2 },
    })
    for (const { id } of [view, mended]) await ada.call(discardImport, { params: { importId: id } })
  })

  test('comes back as a problem file of all rows that were wrong, however many', async () => {
    const wrong = Array.from({ length: 2600 }, (_, nth) => [`nobody${nth}@example.com`, 'x', 'ja'])
    const view = await imports.upload([['E-mail', 'Forklift basics', 'Data privacy'], ...wrong], 'enroll')
    const back = await imports.send(await imports.fetch(`/api/imports/${view.id}/problem-file`))
    expect(back).toMatchObject({ action: 'enroll', rows: 2600, check: { withProblems: 2600 } })
    expect(back.problems).toEqual(view.problems)
    expect(back.columns).toEqual(view.columns)
    for (const { id } of [view, back]) await ada.call(discardImport, { params: { importId: id } })
  })
})
