import { describe, expect, it } from 'vitest'
import { cellsOf, readAll, refusalOf } from '../../../../test/files/read.ts'
import { main, partsOf, relationships, rowXml, sheetOf, workbookOf } from '../../../../test/files/workbook.ts'
import { zipOf } from '../../../../test/files/zip.ts'

/** The first row of a sheet with these cells. */
async function row(cells: string, more?: Parameters<typeof sheetOf>[1]) {
  return cellsOf((await readAll(sheetOf(`<row r="1">${cells}</row>`, more))).rows)
}

describe('a cell of a workbook', () => {
  it('has its text once for all cells, in itself, or as a formula computed it', async () => {
    const strings = '<si><t>shared</t></si><si><t xml:space="preserve"> x </t></si>'
    const cells =
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>inline</t></is></c>' +
      '<c r="C1" t="str"><f>A1&amp;B1</f><v>computed</v></c><c r="D1" t="s"><v>1</v></c><c r="E1" t="s"><v> 0 </v></c>'
    expect(await row(cells, { strings })).toEqual({ 0: 'shared', 1: 'inline', 2: 'computed', 3: 'x', 4: 'shared' })
  })

  it('has the text of all runs of its rich text, without how it is pronounced', async () => {
    const rich = '<r><rPr><b/></rPr><t>Anna </t></r><r><t>Smit</t></r><rPh sb="0" eb="1"><t>an</t></rPh><phoneticPr/>'
    const strings = `<si>${rich}</si><si><t>東京都</t><rPh sb="0" eb="3"><t>とうきょうと</t></rPh></si>`
    const cells = `<c t="s"><v>0</v></c><c t="inlineStr"><is>${rich}</is></c><c t="s"><v>1</v></c>`
    expect(await row(cells, { strings })).toEqual({ 0: 'Anna Smit', 1: 'Anna Smit', 2: '東京都' })
  })

  it('is a mark when it is just an x, however large and whatever is around it', async () => {
    const { rows } = await readAll(sheetOf(rowXml(1, ['x', 'X', ' x\u00a0', '\u200bx\ufeff', 'xx', '×'])))
    expect(rows).toEqual([
      {
        row: 1,
        marks: [0, 1, 2, 3],
        cells: [
          [4, 'xx'],
          [5, '×'],
        ],
      },
    ])
  })

  it('is empty when nothing in it can be seen', async () => {
    expect((await readAll(sheetOf(rowXml(1, ['', ' ', '\u00a0', '\u200b', 'a'])))).rows).toEqual([
      { row: 1, marks: [], cells: [[4, 'a']] },
    ])
  })

  it('says yes and no as TRUE and FALSE, and an error as itself', async () => {
    expect(await row('<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c>')).toEqual({
      0: 'TRUE',
      1: 'FALSE',
      2: '#N/A',
    })
  })

  it('shows a formula that nobody computed, for what it would say must not be lost', async () => {
    expect(
      await row(
        '<c><f>IF(A2="","","x")</f></c><c><f>1+1</f><v/></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f><v>2</v></c>',
      ),
    ).toEqual({ 0: '=IF(A2="","","x")', 1: '=1+1', 3: '2' })
  })

  it('has its escapes undone, those of XML and those of Office', async () => {
    const texts = [
      'a &amp; b &lt;c&gt; &#233;&#xE9;',
      'one_x000D__x000A_two',
      '_x005F_x0041_',
      '<![CDATA[a &amp; b]]>',
      'a<!-- no -->b',
    ]
    expect(await row(texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join(''))).toEqual({
      0: 'a & b <c> éé',
      1: 'one two',
      2: '_x0041_',
      3: 'a &amp; b',
      4: 'ab',
    })
  })

  it('shows a number as what identifies somebody', async () => {
    const numbers = [
      '12345',
      '1.2345E+10',
      '12.0',
      '0.30000000000000004',
      '-7',
      '1E-7',
      '12345678901234567',
      '1E308',
      'NaN',
      ' 5 ',
    ]
    expect(Object.values(await row(numbers.map((number) => `<c><v>${number}</v></c>`).join('')))).toEqual([
      '12345',
      '12345000000',
      '12',
      '0.3',
      '-7',
      '0.0000001',
      '12345678901234567',
      '1E308',
      'NaN',
      '5',
    ])
  })

  it.each([
    ['00000', '123', '00123'],
    ['00000', '1234567', '1234567'],
    ['"P-"0000', '7', 'P-0007'],
    ['000\\-00\\-0000', '1020003', '001-02-0003'],
    ['0', '7', '7'],
    ['#,##0', '1234', '1234'],
    ['0.00', '12', '12'],
    ['0%', '1', '1'],
    ['[Red]0000;-0000', '12', '0012'],
    ['yyyy\\-mm\\-dd', '45306', '2024-01-15'],
    ['dd/mm/yyyy hh:mm', '45306.75', '2024-01-15'],
    ['[$-413]d mmmm yyyy;@', '45306', '2024-01-15'],
    ['mmm yy', '45306', '2024-01-15'],
    ['hh:mm', '0.75', '18:00'],
    ['hh:mm:ss', '0.750011574', '18:00:01'],
    ['[h]:mm', '0.5', '12:00'],
    ['d/m/yyyy', '-1', '-1'],
    ['d/m/yyyy', '3000000', '3000000'],
    ['"day"0', '7', 'day7'],
    ['@', '45306', '45306'],
    ['General', '45306', '45306'],
  ])('shows with the format %s the number %s as %s', async (code, number, shown) => {
    const written = code.replaceAll('"', '&quot;')
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="${written}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>`
    expect(await row(`<c s="1"><v>${number}</v></c>`, { styles })).toEqual({ 0: shown })
  })

  it('shows a date of both systems, of every built-in format, and as ISO 8601 writes it', async () => {
    const styles = '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="57"/></cellXfs>'
    const cells =
      '<c s="1"><v>45306</v></c><c s="2"><v>45306.5</v></c><c s="3"><v>1</v></c><c t="d" s="1"><v>2024-01-15T00:00:00</v></c>' +
      '<c s="1"><v>45306.99999999999</v></c>'
    expect(await row(cells, { styles })).toEqual({
      0: '2024-01-15',
      1: '2024-01-15',
      2: '1900-01-01',
      3: '2024-01-15',
      4: '2024-01-16',
    })
    const workbookProperties = '<workbookPr date1904="1"/>'
    expect(await row('<c s="1"><v>43844</v></c><c s="1"><v>0</v></c>', { styles, workbookProperties })).toEqual({
      0: '2024-01-15',
      1: '1904-01-01',
    })
  })

  it('stands where it says, or after the one before, in whatever order', async () => {
    const { rows } = await readAll(
      sheetOf(
        '<row><c t="str"><v>a</v></c><c r="D1" t="str"><v>d</v></c><c t="str"><v>e</v></c></row>' +
          '<row r="5"><c r="C5" t="str"><v>x</v></c><c r="B5" t="str"><v>b</v></c><c r="A5" t="str"><v>x</v></c></row>' +
          '<row><c r="AB6" t="str"><v>z</v></c></row><row r="2"><c t="str"><v>late</v></c></row>',
      ),
    )
    expect(rows).toEqual([
      {
        row: 1,
        marks: [],
        cells: [
          [0, 'a'],
          [3, 'd'],
          [4, 'e'],
        ],
      },
      { row: 5, marks: [0, 2], cells: [[1, 'b']] },
      { row: 6, marks: [], cells: [[27, 'z']] },
      { row: 2, marks: [], cells: [[0, 'late']] },
    ])
  })

  it('of the last column is empty as often as one likes, and beyond the limit not filled', async () => {
    expect(
      (await readAll(sheetOf('<row r="1048576"><c r="A1048576" t="str"><v>a</v></c><c r="XFD1048576" s="1"/></row>')))
        .rows,
    ).toEqual([{ row: 1_048_576, marks: [], cells: [[0, 'a']] }])
    expect(await refusalOf(sheetOf('<row r="1048576"><c r="XFD1048576" t="str"><v>a</v></c></row>'))).toBe(
      'too-many-columns',
    )
    expect(await refusalOf(sheetOf('<row r="1048577"><c t="str"><v>a</v></c></row>'))).toBe('too-many-rows')
    expect(await refusalOf(sheetOf('<row r="1"><c r="XFE1" t="str"><v>a</v></c></row>'))).toBe('damaged')
  })

  it('is there once, and so is a row', async () => {
    expect(
      await refusalOf(sheetOf('<row r="1"><c r="A1" t="str"><v>a</v></c><c r="A1" t="str"><v>b</v></c></row>')),
    ).toBe('damaged')
    expect(await refusalOf(sheetOf(rowXml(1, ['a']) + rowXml(1, ['b'])))).toBe('damaged')
  })

  it('refers to a shared string that there is', async () => {
    for (const index of ['1', '99999999999', '-1', 'a']) {
      expect(
        await refusalOf(sheetOf(`<row><c t="s"><v>${index}</v></c></row>`, { strings: '<si><t>a</t></si>' })),
      ).toBe('damaged')
    }
  })

  it('has at most what a spreadsheet program has in one', async () => {
    expect(await refusalOf(sheetOf(rowXml(1, ['a'.repeat(32_767)])))).toBe('read')
    expect(await refusalOf(sheetOf(rowXml(1, ['a'.repeat(32_768)])))).toBe('too-much-text')
    expect(await refusalOf(sheetOf(rowXml(1, ['a'.repeat(3_000_000)])))).toBe('too-much-text')
  })
})

describe('a workbook', () => {
  it('tells that a row is hidden, and has it read', async () => {
    const { rows } = await readAll(
      sheetOf('<row r="1" hidden="1"><c t="str"><v>a</v></c></row><row r="2" hidden="0"><c t="str"><v>b</v></c></row>'),
    )
    expect(rows).toEqual([
      { row: 1, hidden: true, marks: [], cells: [[0, 'a']] },
      { row: 2, marks: [], cells: [[0, 'b']] },
    ])
  })

  it('leaves out empty rows, and half a million formatted ones after the last', { timeout: 60_000 }, async () => {
    const empty = Array.from({ length: 500_000 }, (_, i) => `<row r="${i + 2}"><c r="A${i + 2}" s="1"/></row>`)
    const { rows } = await readAll(sheetOf(rowXml(1, ['a']) + empty.join('')))
    expect(rows).toEqual([{ row: 1, marks: [], cells: [[0, 'a']] }])
  })

  it('has the sheet read whose header we know, else the first visible one with content', async () => {
    const people = { name: 'People', xml: rowXml(3, ['Name', 'E-Mail ']) + rowXml(4, ['Ann', 'ann@example.com']) }
    const notes = { name: 'Notes', xml: rowXml(1, ['Read me']) }
    const hidden = { name: 'Old', xml: rowXml(1, ['E-mail']), state: 'hidden' as const }
    const empty = { name: 'Empty', xml: '<row r="1"><c s="1"/></row>' }
    expect((await readAll(workbookOf({ sheets: [hidden, empty, notes, people, empty, notes] }))).head).toEqual({
      format: 'xlsx',
      sheet: 'People',
      marker: {},
      otherSheets: ['Notes', 'Notes'],
    })
    expect((await readAll(workbookOf({ sheets: [empty, hidden, notes] }))).head.sheet).toBe('Notes')
    expect(await refusalOf(workbookOf({ sheets: [empty, hidden] }))).toBe('empty')
  })

  it('says by its marker what it is, also when a program could not hide it', async () => {
    const people = { name: 'People', xml: rowXml(1, ['E-mail']) }
    const marker = { name: 'Muster', xml: rowXml(1, ['template', 'abc']) + rowXml(2, ['number', '7']) }
    const said = { template: 'abc', number: '7' }
    for (const state of ['veryHidden', 'hidden', undefined] as const) {
      const { head } = await readAll(workbookOf({ sheets: [{ ...marker, ...(state && { state }) }, people] }))
      expect(head).toEqual({ format: 'xlsx', sheet: 'People', marker: said, otherSheets: [] })
    }
    const own = { name: 'Muster', xml: rowXml(1, ['E-mail', 'Name']) }
    expect((await readAll(workbookOf({ sheets: [own] }))).head).toEqual({
      format: 'xlsx',
      sheet: 'Muster',
      marker: {},
      otherSheets: [],
    })
  })

  it('is written with a prefix, in the strict namespaces, in UTF-16, with byte order mark, as programs do', async () => {
    const strict = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
    const body = `<x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>é</x:v></x:c></x:row></x:sheetData>`
    const prefixed = `<?xml version="1.0"?><x:worksheet xmlns:x="${strict}" xmlns:y="u"><y:row/>${body}</x:worksheet>`
    const wide = Buffer.from(`\ufeff${prefixed.replace('"1.0"', '"1.0" encoding="UTF-16"')}`, 'utf16le')
    for (const xml of [prefixed, Buffer.from(`\ufeff${prefixed}`), wide, Buffer.from(wide).swap16()]) {
      expect(cellsOf((await readAll(sheetOf(xml as string))).rows)).toEqual({ 0: 'é' })
    }
  })

  it('is not misled by what other namespaces call the same', async () => {
    const other = '<y:row r="1"><y:c t="str"><y:v>no</y:v></y:c></y:row>'
    const xml = `<?xml version="1.0"?><worksheet xmlns="${main}" xmlns:y="urn:y"><sheetData>${rowXml(1, ['yes'])}${other}</sheetData><extLst><ext><row><c t="str"><v>no</v></c></row></ext></extLst></worksheet>`
    expect((await readAll(sheetOf(xml))).rows).toEqual([{ row: 1, marks: [], cells: [[0, 'yes']] }])
  })

  it('is found by relationships absolute, relative, upwards, and with another case', async () => {
    const targets = [
      '/xl/worksheets/sheet1.xml',
      'worksheets/sheet1.xml',
      './../xl/Worksheets/Sheet1.XML',
      'worksheets\\sheet1.xml',
    ]
    for (const target of targets) {
      const parts = [{ name: 'xl/_rels/workbook.xml.rels', content: relationships([['rId1', 'worksheet', target]]) }]
      expect(cellsOf((await readAll(sheetOf(rowXml(1, ['a']), { parts }))).rows)).toEqual({ 0: 'a' })
    }
  })

  it('is read stored, streamed with its sizes after it, with 64-bit sizes, and with macros, which are never run', async () => {
    const made = partsOf({ sheets: [{ name: 'A', xml: rowXml(1, ['a']) }] })
    const ways = [{ method: 0 }, { descriptor: true as const }, { wide: true as const }, {}]
    for (const way of ways) {
      const content = zipOf([
        ...made.map((part) => ({ ...part, ...way })),
        { name: 'xl/vbaProject.bin', content: 'macros' },
      ])
      expect(cellsOf((await readAll(content, 'a.xlsm')).rows)).toEqual({ 0: 'a' })
    }
  })
})
