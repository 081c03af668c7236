import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readAll, refusalOf } from '../../../test/files/read.ts'

const fixture = (name: string) => readFile(new URL(`../../../test/files/fixtures/${name}`, import.meta.url))

describe('a file of another program', () => {
  it.each([
    ['openpyxl.xlsx', '=A3&B3'],
    ['libreoffice.xlsx', '1person0@example.com'],
  ])('is read: %s, with merged cells, a filter, a hidden row and sheet, formulas', async (name, computed) => {
    const { head, rows } = await readAll(await fixture(name))
    expect(head).toEqual({ format: 'xlsx', sheet: 'People', marker: {}, otherSheets: ['Notes'] })
    expect(rows.map(({ row, hidden }) => [row, hidden])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [4, true],
      [5, undefined],
    ])
    expect(rows[0]?.cells).toEqual([[0, 'Person']])
    expect(rows[1]?.cells.map(([, text]) => text)).toEqual(['Employee number', 'E-mail', 'First aid', 'Date', 'Note'])
    expect(rows[2]).toEqual({
      row: 3,
      marks: [2],
      cells: [
        [0, '00001'],
        [1, 'person0@example.com'],
        [3, '2026-05-31'],
        [4, computed],
      ],
    })
  })

  it.each(['template-openpyxl.xlsx', 'template-libreoffice.xlsx'])('is our template, filled in: %s', async (name) => {
    const { head, rows } = await readAll(await fixture(name))
    expect(head).toEqual({
      format: 'xlsx',
      sheet: 'Gebruikers inschrijven',
      marker: { muster: '1', template: 'fixture' },
      otherSheets: ['Uitleg'],
    })
    expect(rows.length).toBe(21)
    for (const [i, row] of rows.slice(1).entries()) {
      const marks = [...(i % 2 ? [2] : []), ...(i % 3 === 0 ? [3] : [])]
      const day = `2026-01-${String(i + 1).padStart(2, '0')}`
      const number = String(i).padStart(5, '0')
      expect(row).toEqual({
        row: i + 2,
        marks,
        cells: [
          [0, number],
          [1, `Person${i}@Example.com`],
          [4, day],
        ],
      })
    }
  })

  it('says the same as the text it was made from', async () => {
    const workbook = await readAll(await fixture('libreoffice-csv.xlsx'))
    const text = await readAll(await fixture('people.csv'), 'people.csv')
    expect(workbook.rows).toEqual(text.rows)
    expect(text.rows[1]).toEqual({
      row: 2,
      marks: [2],
      cells: [
        [0, 'zoë@example.com'],
        [1, '007'],
      ],
    })
  })

  it('is refused by what it is when it is of another kind', async () => {
    expect(await refusalOf(await fixture('libreoffice.ods'))).toBe('ods')
    expect(await refusalOf(await fixture('libreoffice.xls'))).toBe('xls')
  })
})
