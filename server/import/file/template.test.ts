import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/files/read.ts'
import { notedRows, type ProblemRow, problemFileOf, templateOf, type WrittenColumn } from './index.ts'

const columns: WrittenColumn[] = [
  { header: 'Employee number', width: 18, kind: 'person', note: 'As in your HR system.' },
  { header: 'E-mail', width: 30, kind: 'person' },
  { header: 'First aid: for <all> & everyone', width: 12, kind: 'mark' },
  { header: 'Completed', width: 12, kind: 'date' },
  { header: 'Language', width: 12, kind: 'list', choices: ['Nederlands, België', 'en'] },
]
const marker = { muster: '1', template: '0b9f', academy: 'Zoë & co' }
const template = () =>
  templateOf({
    language: 'en',
    sheetName: 'Enroll users: "all" of [them] and more than thirty-one characters',
    columns,
    example: ['00123', 'ann@example.com', 'x', '2026-05-31', 'en'],
    help: ['Write an x where it applies.', 'Blank means no change.'],
    marker,
  })

const rows: ProblemRow[] = [
  {
    texts: ['00123', 'ann@example', 'yes', '2026-05-31', 'en'],
    problems: [
      { column: 1, sentence: 'This is not an e-mail address.' },
      { column: 2, sentence: 'Write x, or leave it blank.' },
    ],
  },
  { texts: ['=1+1', '', 'x', '31 May', ''], problems: [{ column: null, sentence: 'Nobody has this.' }] },
  { texts: [], problems: [] },
]
const problemFile = (all: Iterable<ProblemRow> = rows) =>
  buffer(
    problemFileOf({
      sheetName: 'Enroll users',
      columns,
      rows: Readable.from(all),
      problemHeader: 'Problems in this row',
      marker,
    }),
  )

/** What two readers that share nothing say of each sheet: every cell that is not empty, as text. */
async function readTwice(content: Uint8Array) {
  const ours = await readAll(content)
  const workbook = await readXlsx(content)
  const theirs = workbook.sheets.find(({ name }) => name === ours.head.sheet)?.rows ?? []
  const said = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value))
  return {
    ours,
    workbook,
    ourCells: ours.rows.flatMap(({ row, marks, cells }) =>
      [...cells, ...marks.map((column) => [column, 'x'] as const)]
        .toSorted(([a], [b]) => a - b)
        .map(([column, text]) => [row, column, text]),
    ),
    theirCells: theirs.flatMap((row, i) =>
      row.flatMap((value, column) => (value === null || value === '' ? [] : [[i + 1, column, said(value)]])),
    ),
  }
}

describe('a template', () => {
  it('says the same to two readers, and what it is', async () => {
    const { ours, ourCells, theirCells } = await readTwice(await template())
    expect(ourCells).toEqual(theirCells)
    expect(ours.rows).toEqual([{ row: 1, marks: [], cells: columns.map(({ header }, column) => [column, header]) }])
    expect(ours.head).toEqual({
      format: 'xlsx',
      sheet: 'Enroll users  "all" of  them  a',
      marker,
      otherSheets: ['Help'],
    })
  })

  it('is pleasant to fill in: header in view, drop-downs, notes, formats, help', async () => {
    const workbook = await readXlsx(await template(), { readStyles: true })
    const [people, help, hidden] = workbook.sheets
    expect(people?.freezePane).toMatchObject({ rows: 1 })
    expect(people?.dataValidations?.map(({ type, range }) => [type, range])).toEqual([
      ['list', 'C2:C2001'],
      ['list', 'E2:E2001'],
    ])
    expect(people?.cells?.get('0,0')).toMatchObject({
      comment: { text: 'As in your HR system.' },
      style: { font: { bold: true } },
    })
    expect(people?.cells?.get('1,0')?.style?.numFmt).toBe('@')
    expect(people?.cells?.get('2000,3')?.style?.numFmt).toBe('yyyy\\-mm\\-dd')
    expect(help?.rows).toEqual([
      ['Write an x where it applies.', null, null, null, null],
      ['Blank means no change.', null, null, null, null],
      [null, null, null, null, null],
      columns.map(({ header }) => header),
      ['00123', 'ann@example.com', 'x', '2026-05-31', 'en'],
    ])
    expect(hidden?.veryHidden).toBe(true)
  })
})

describe('a problem file', () => {
  it('says the same to two readers: the rows as they were, and what is wrong with each', async () => {
    const { ours, ourCells, theirCells } = await readTwice(await problemFile())
    expect(ourCells).toEqual(theirCells)
    expect(ours.head.marker).toEqual(marker)
    expect(ours.rows.slice(1)).toEqual([
      {
        row: 2,
        marks: [],
        cells: [
          ...(rows[0]?.texts ?? []).map((text, column) => [column, text]),
          [5, 'This is not an e-mail address. Write x, or leave it blank.'],
        ],
      },
      {
        row: 3,
        marks: [2],
        cells: [
          [0, '=1+1'],
          [3, '31 May'],
          [5, 'Nobody has this.'],
        ],
      },
    ])
  })

  it('goes on below the rows that have notes, and says the same to two readers there', {
    timeout: 60_000,
  }, async () => {
    const more = notedRows + 3
    const many = Array.from(
      { length: more },
      (_, i): ProblemRow => ({
        texts: [String(i).padStart(5, '0'), `_x0041_ <${i}> & "co"`, 'x', '2026-05-31', i % 2 ? 'en' : ''],
        problems: [{ column: 1, sentence: 'Nobody has this.' }],
      }),
    )
    const content = await problemFile(many)
    const { ours, ourCells, theirCells, workbook } = await readTwice(content)
    expect(ourCells).toEqual(theirCells)
    expect(ours.head.marker).toEqual(marker)
    expect(ours.rows.length).toBe(1 + more)
    expect(ours.rows.at(-1)).toEqual({
      row: 1 + more,
      marks: [2],
      cells: [
        [0, String(more - 1).padStart(5, '0')],
        [1, `_x0041_ <${more - 1}> & "co"`],
        [3, '2026-05-31'],
        [5, 'Nobody has this.'],
      ],
    })
    expect(workbook.sheets[0]?.dataValidations?.map(({ range }) => range)).toEqual(['C2:C1048576', 'E2:E1048576'])
    const [people] = (await readXlsx(content, { readStyles: true })).sheets
    const last = (column: number) => people?.cells?.get(`${more},${column}`)
    expect(last(1)?.style?.fill).toMatchObject({ fgColor: { rgb: expect.stringContaining('FFD9D9') } })
    expect(last(0)?.style).toMatchObject({ numFmt: '@' })
    expect(last(0)?.style?.fill).not.toMatchObject({ fgColor: { rgb: expect.stringContaining('FFD9D9') } })
    expect(last(3)?.style?.numFmt).toBe('yyyy\\-mm\\-dd')
    expect(people?.cells?.get(`${notedRows},1`)?.comment?.text).toBe('Nobody has this.')
    expect(last(1)?.comment).toBeUndefined()
  })

  it('is made as it is read, of whatever many rows', { timeout: 120_000 }, async () => {
    let given = 0
    function* endless(): Generator<ProblemRow> {
      for (;;) {
        given += 1
        yield { texts: [String(given)], problems: [{ column: 0, sentence: 'Nobody has this.' }] }
      }
    }
    const content = problemFileOf({
      sheetName: 'A',
      columns,
      rows: Readable.from(endless()),
      problemHeader: 'P',
      marker,
    })
    let bytes = 0
    for await (const chunk of content) {
      bytes += chunk.length
      if (bytes > 1_000_000) break
    }
    expect(given).toBeGreaterThan(notedRows)
  })

  it('fails as its rows do, however late', async () => {
    async function* breaking(): AsyncGenerator<ProblemRow> {
      for (let row = 0; row < 2 * notedRows; row += 1) yield { texts: [String(row)], problems: [] }
      throw new Error('the rows are gone')
    }
    const content = problemFileOf({ sheetName: 'A', columns, rows: breaking(), problemHeader: 'P', marker })
    await expect(Array.fromAsync(content)).rejects.toThrow('the rows are gone')
  })

  it('marks the cells with problems, and says of each what is wrong', async () => {
    const [people] = (await readXlsx(await problemFile(), { readStyles: true })).sheets
    const marked = people?.cells?.get('1,1')
    expect(marked?.comment?.text).toBe('This is not an e-mail address.')
    expect(marked?.style?.fill).toMatchObject({ fgColor: { rgb: expect.stringContaining('FFD9D9') } })
    expect(people?.cells?.get('1,0')?.comment).toBeUndefined()
  })
})
