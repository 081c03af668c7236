import { expect, it } from 'vitest'
import { excel, googleSheets, numbers, openXmlSdk } from '../../../test/files/programs.ts'
import { readAll } from '../../../test/files/read.ts'

const header = ['Employee number', 'E-mail', 'First aid', 'Forklift', 'Completed', '氏名']

it.each([
  ['Excel', excel(), { sheet: 'People', otherSheets: [] }],
  ['Excel, with absolute targets', excel({ targets: 'absolute' }), { sheet: 'People', otherSheets: [] }],
  ['Excel, as strict Open XML', excel({ isStrict: true }), { sheet: 'People', otherSheets: [] }],
  ['Google Sheets', googleSheets(), { sheet: 'People', otherSheets: [] }],
  ['a reporting tool', openXmlSdk(), { sheet: 'People', otherSheets: [] }],
  ['Numbers', numbers(), { sheet: 'People - Table 1', otherSheets: ['Export Summary', 'Rooms - Table 1'] }],
])('a list as %s writes it says what the others say', async (_, content, { sheet, otherSheets }) => {
  const { head, rows } = await readAll(content)
  expect(head).toEqual({ format: 'xlsx', sheet, marker: {}, otherSheets })
  // A title of the table stands above it.
  const title = sheet === 'People' ? 0 : 1
  expect(rows.slice(0, title).map(({ cells }) => cells)).toEqual(title === 0 ? [] : [[[0, 'Table 1']]])
  expect(rows.slice(title)).toEqual([
    { row: 1 + title, marks: [], cells: header.map((text, column) => [column, text]) },
    {
      row: 2 + title,
      marks: [2, 3],
      cells: [
        [0, '00123'],
        [1, 'ann@example.com'],
        [4, '2026-05-31'],
        [5, 'two lines & _x0041_'],
      ],
    },
    {
      row: 3 + title,
      hidden: true,
      marks: [],
      cells: [
        [0, '00007'],
        [1, 'bo@example.com'],
        [4, '2026-06-01'],
        [5, '#N/A'],
      ],
    },
  ])
})
