import { describe, expect, it } from 'vitest'
import { type ImportColumn, letterOf } from '../../server/import/contract.ts'
import { columnsShown, type ProblemRow, placeAfter, problemPlaces, problemsAt, textAt } from './problemRows.ts'

const column = (at: number, person: ImportColumn['person'] = null): ImportColumn => ({
  column: at,
  letter: letterOf(at),
  header: `Column ${at}`,
  person,
  thing: null,
  marks: 0,
  problem: null,
})
const row = (at: number, ...wrong: Array<number | null>): ProblemRow => ({
  row: at,
  cells: [{ column: 0, text: 'ann@example.com' }],
  problems: wrong.map((where) => ({ kind: 'not-a-mark', column: where, value: 'y', about: null })),
})

describe('the rows in which something is wrong', () => {
  it('show who they are about and what is wrong, and of hundreds of columns only some others', () => {
    const columns = [column(0, 'email'), ...Array.from({ length: 300 }, (_, at) => column(at + 1))]
    const shown = columnsShown(columns, [row(2, 250)])
    expect(shown).toHaveLength(12)
    expect(shown.map(({ column: at }) => at)).toEqual(expect.arrayContaining([0, 250]))
    expect(columnsShown(columns.slice(0, 5), [row(2, 3)])).toHaveLength(5)
  })

  it('are gone through cell by cell, and after the last comes the first again', () => {
    const columns = [column(0, 'email'), column(1), column(2)]
    const places = problemPlaces([row(2, 1, 2), row(7, null)], columns)
    expect(places).toEqual([
      { row: 2, column: 1 },
      { row: 2, column: 2 },
      { row: 7, column: 0 },
    ])
    expect(placeAfter(places, { row: 2, column: 1 })).toEqual({ row: 2, column: 2 })
    expect(placeAfter(places, { row: 2, column: 2 })).toEqual({ row: 7, column: 0 })
    expect(placeAfter(places, { row: 7, column: 0 })).toEqual({ row: 2, column: 1 })
    expect(placeAfter([], { row: 7, column: 0 })).toBeUndefined()
  })

  it('say what is wrong with a row as a whole in its first column', () => {
    expect(problemsAt(row(7, null), { row: 7, column: 0 }, 0)).toHaveLength(1)
    expect(problemsAt(row(7, null), { row: 7, column: 1 }, 0)).toHaveLength(0)
    expect(textAt(row(7), 0)).toBe('ann@example.com')
    expect(textAt(row(7), 4)).toBe('')
  })
})

it('a column has the letters that a spreadsheet program shows', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD'])
})
