import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAll, refusalOf } from '../../../../test/files/read.ts'
import { FileRefusal } from '../refusal.ts'
import { Records } from './records.ts'

const read = async (content: Uint8Array | string) => (await readAll(content, 'people.csv')).rows

const people = [
  {
    row: 1,
    marks: [],
    cells: [
      [0, 'E-mail'],
      [1, 'Name'],
      [2, 'First aid'],
    ],
  },
  {
    row: 2,
    marks: [2],
    cells: [
      [0, 'ann@example.com'],
      [1, 'Smit, Ann; the first'],
    ],
  },
]

describe('a text file', () => {
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('is read with %s, whatever is in quotes', async (_, delimiter) => {
    const lines = [
      ['E-mail', 'Name', 'First aid'],
      ['ann@example.com', '"Smit, Ann; the\tfirst"', 'x'],
    ]
    const text = lines.map((line) => line.join(delimiter)).join('\r\n')
    expect(await read(text)).toEqual(people)
    expect(await read(`${text}\r\n`)).toEqual(people)
  })

  it('says by sep= what parts its fields, in a line that is no row', async () => {
    expect(await read('sep=|\r\nE-mail|Name|First aid\r\nann@example.com|Smit, Ann; the first|X\r\n')).toEqual(people)
  })

  it('is parted by what parts the header that we know, not by what a title has in it', async () => {
    const text = 'Report, of, all, people\n\nE-mail;Name;First aid\nann@example.com;"Smit, Ann; the first";x\n'
    const rows = await read(text)
    expect(rows.map(({ row }) => row)).toEqual([1, 3, 4])
    expect(rows[2]).toEqual({ ...people[1], row: 4 })
  })

  it('has the rows that a spreadsheet program shows: a line break in quotes begins none, an empty line is one', async () => {
    expect(await read('E-mail,Note\n"a@example.com","one\ntwo\r\nthree"\n\n,\nb@example.com,"say ""hi"""\n')).toEqual([
      {
        row: 1,
        marks: [],
        cells: [
          [0, 'E-mail'],
          [1, 'Note'],
        ],
      },
      {
        row: 2,
        marks: [],
        cells: [
          [0, 'a@example.com'],
          [1, 'one two three'],
        ],
      },
      {
        row: 5,
        marks: [],
        cells: [
          [0, 'b@example.com'],
          [1, 'say "hi"'],
        ],
      },
    ])
  })

  it('has lines of unequal length, quotes in their middle, and old line ends', async () => {
    expect(await read('E-mail,Name\ra@example.com,5" disk,x\rb@example.com')).toEqual([
      {
        row: 1,
        marks: [],
        cells: [
          [0, 'E-mail'],
          [1, 'Name'],
        ],
      },
      {
        row: 2,
        marks: [2],
        cells: [
          [0, 'a@example.com'],
          [1, '5" disk'],
        ],
      },
      { row: 3, marks: [], cells: [[0, 'b@example.com']] },
    ])
  })

  it('is UTF-8 with and without its mark, or UTF-16 with it', async () => {
    const text = 'E-mail,Name\nzoe@example.com,Zoë 東\n'
    const plain = await read(text)
    expect(plain[1]?.cells[1]).toEqual([1, 'Zoë 東'])
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const content of [`\ufeff${text}`, wide, Buffer.from(wide).swap16()])
      expect(await read(content)).toEqual(plain)
  })

  it('is refused when its letters cannot be told', async () => {
    expect(await refusalOf(Buffer.from('E-mail,Name\nzoe@example.com,Zo\xeb\n', 'latin1'), 'a.csv')).toBe('not-utf8')
    expect(await refusalOf(Buffer.from('E-mail,Name\nzoe@example.com,Zoë\n', 'utf16le'), 'a.csv')).toBe('not-utf8')
  })

  it('is refused when it is empty, ends in quotes, or has more than a spreadsheet', async () => {
    expect(await refusalOf('', 'a.csv')).toBe('empty')
    expect(await refusalOf('\ufeff \n,,\n', 'a.csv')).toBe('empty')
    expect(await refusalOf('E-mail,Name\na@example.com,"Ann\n', 'a.csv')).toBe('damaged')
    expect(await refusalOf(`${'a,'.repeat(1000)}b\n`, 'a.csv')).toBe('too-many-columns')
    expect(await refusalOf(`${','.repeat(2000)}\na,b\n`, 'a.csv')).toBe('read')
    expect(await refusalOf(`"${'a'.repeat(32_768)}",b\n`, 'a.csv')).toBe('too-much-text')
  })

  it('has as many rows as a sheet, and any number of empty lines after them', { timeout: 60_000 }, async () => {
    expect(await refusalOf(`a\n${'\n'.repeat(1_048_574)}b\n`, 'a.csv')).toBe('read')
    expect(await refusalOf(`a\n${'\n'.repeat(1_048_575)}b\n`, 'a.csv')).toBe('too-many-rows')
    expect(await refusalOf(`a\n${'\n'.repeat(1_100_000)}`, 'a.csv')).toBe('read')
  })
})

describe('text', () => {
  const letters = ['a', 'b', ' ', ',', ',', '\n', '\r\n', '\r', '"', '""', ',"', '",', '"\n', '\n"']
  const texts = fc.array(fc.constantFrom(...letters), { maxLength: 30 }).map((pieces) => pieces.join(''))

  /** Cut by ours in pieces of a size. */
  function cut(text: string, size: number): string[][] {
    const all: string[][] = []
    const records = new Records(',', (record) => all.push([...record]))
    for (let at = 0; at < text.length; at += size) records.feed(text.slice(at, at + size))
    records.finish()
    return all
  }

  it('is cut into the same records wherever its pieces end', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
        const result = (bySize: number) => {
          try {
            return cut(text, bySize)
          } catch (error) {
            if (error instanceof FileRefusal) return error.code
            throw error
          }
        }
        expect(result(size)).toEqual(result(text.length + 1))
      }),
    )
  })

  it('is cut as csv-parse cuts it, where that takes it for well-formed', () => {
    const field = fc
      .array(fc.constantFrom('a', ' ', ',', '\n', '\r\n', '"', 'é'), { maxLength: 6 })
      .map((all) => all.join(''))
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(table, fc.boolean(), (rows, quoteAll) => {
        const quoted = (text: string) => (quoteAll || /[,"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
        const text = rows.map((row) => row.map(quoted).join(',')).join('\n')
        expect(cut(text, 7)).toEqual(parse(text, { record_delimiter: '\n', relax_column_count: true }))
      }),
    )
  })
})
