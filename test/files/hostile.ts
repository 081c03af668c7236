import { readFile } from 'node:fs/promises'
import { constants, crc32, createDeflateRaw } from 'node:zlib'
import { writeXlsx } from 'hucre/xlsx'
import type { RefusalCode } from '../../server/import/file/index.ts'
import { main, partsOf, relationships, rowXml, sheetOf } from './workbook.ts'
import { type ZipPart, zipOf } from './zip.ts'

/** A file that is hostile, broken, or not what it says, and how it has to be refused; or that looks so, and is read. */
export type Hostile = {
  what: string
  make: () => Uint8Array | Promise<Uint8Array>
  name?: string
  refused: RefusalCode | 'read'
}

const megabyte = 1_048_576
const people = rowXml(1, ['E-mail', 'First aid']) + rowXml(2, ['ann@example.com', 'x'])
const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url))

/** A part that unpacks to `times` repetitions of `unit` between a start and an end, without having been as large anywhere. */
async function repeated(input: {
  name: string
  start: string
  unit: string
  times: number
  end: string
}): Promise<ZipPart> {
  const { name, start, unit, times, end } = input
  const perBlock = Math.max(1, Math.ceil(megabyte / 4 / unit.length))
  const block = Buffer.from(unit.repeat(perBlock))
  const blocks = Math.ceil(times / perBlock)
  // Packed so that it refers to nothing before it, a block can follow itself as often as one likes.
  const packedBlock = await packed(block)
  let sum = crc32(Buffer.from(start))
  for (let i = 0; i < blocks; i++) sum = crc32(block, sum)
  const last = Buffer.from([3, 0])
  return {
    name,
    content: Buffer.concat([
      await packed(Buffer.from(start)),
      ...Array(blocks).fill(packedBlock),
      await packed(Buffer.from(end)),
      last,
    ]),
    packed: true,
    crc: crc32(Buffer.from(end), sum),
    unpackedBytes: Buffer.byteLength(start) + blocks * block.length + Buffer.byteLength(end),
  }
}

function packed(bytes: Buffer): Promise<Buffer> {
  const stream = createDeflateRaw({ level: 9 })
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    stream.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject)
    stream.write(bytes)
    stream.flush(constants.Z_FULL_FLUSH, () => {
      stream.close()
      resolve(Buffer.concat(pieces))
    })
  })
}

const sheetPart = 'xl/worksheets/sheet1.xml'
const open = `<worksheet xmlns="${main}"><sheetData>`
const close = '</sheetData></worksheet>'

/** A workbook whose sheet is a part made elsewhere. */
async function withPart(part: ZipPart | Promise<ZipPart>, strings?: string): Promise<Buffer> {
  return sheetOf(people, { parts: [await part], ...(strings !== undefined && { strings }) })
}

const inSheet = (unit: string, times: number, strings?: string) => () =>
  withPart(repeated({ name: sheetPart, start: open + people, unit, times, end: close }), strings)

const afterRows = (tag: string, unit: string, times: number) => () =>
  withPart(
    repeated({
      name: sheetPart,
      start: `${open}${people}</sheetData><${tag}>`,
      unit,
      times,
      end: `</${tag}></worksheet>`,
    }),
  )

const withParts =
  (...parts: ZipPart[]) =>
  () =>
    zipOf([...partsOf({ sheets: [{ name: 'A', xml: people }] }), ...parts])
const laughs = `<!DOCTYPE a [<!ENTITY a "ha">${'bcdefghij'
  .split('')
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghi'[i]};`.repeat(10)}">`)
  .join('')}]>`
const inPart = (name: string, content: string) => () =>
  sheetOf(people, { strings: '', styles: '', parts: [{ name, content }] })

const good = () => sheetOf(people)
const text = (content: string) => () => Buffer.from(content)

export const hostile: readonly Hostile[] = [
  { what: 'nothing', make: () => Buffer.alloc(0), refused: 'empty' },
  { what: 'a megabyte of nothing', make: () => Buffer.alloc(megabyte), refused: 'not-a-spreadsheet' },
  { what: 'a workbook of nothing', make: () => sheetOf(''), refused: 'empty' },
  { what: 'a workbook with a password', make: () => encrypted(), refused: 'encrypted' },
  {
    what: 'an encrypted part',
    make: () => zipOf(partsOf({ sheets: [{ name: 'A', xml: people }] }).map((part) => ({ ...part, flags: 1 }))),
    refused: 'encrypted',
  },
  { what: 'an old workbook', make: () => fixture('libreoffice.xls'), refused: 'xls' },
  {
    what: 'an older one',
    make: () => Buffer.concat([Buffer.from([9, 8, 16, 0, 0, 6, 5, 0]), Buffer.alloc(100)]),
    refused: 'xls',
  },
  { what: 'an OpenDocument', make: () => fixture('libreoffice.ods'), name: 'a.ods', refused: 'ods' },
  { what: 'a binary workbook', make: () => zipOf([{ name: 'xl/workbook.bin', content: 'a' }]), refused: 'xlsb' },
  { what: 'a Numbers file', make: () => zipOf([{ name: 'Index/Document.iwa', content: 'a' }]), refused: 'numbers' },
  { what: 'a Word document', make: () => zipOf([{ name: 'word/document.xml', content: '<a/>' }]), refused: 'document' },
  {
    what: 'a Word document that refers to itself',
    make: () =>
      zipOf([
        { name: '_rels/.rels', content: relationships([['rId1', 'officeDocument', 'word/document.xml']]) },
        { name: 'word/document.xml', content: '<w:document xmlns:w="urn:w"/>' },
      ]),
    refused: 'document',
  },
  { what: 'a zip', make: () => zipOf([{ name: 'notes.txt', content: 'notes' }]), refused: 'archive' },
  { what: 'a zip of nothing', make: () => zipOf([]), refused: 'archive' },
  {
    what: 'a Java archive',
    make: () => zipOf([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0' }]),
    refused: 'archive',
  },
  { what: 'zips in zips in zips', make: () => nested(6), refused: 'archive' },
  { what: 'a gzip', make: () => Buffer.from('1f8b0800', 'hex'), refused: 'archive' },
  { what: 'a PDF', make: text('%PDF-1.7\n'), refused: 'pdf' },
  { what: 'a picture', make: () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), refused: 'image' },
  { what: 'a photograph', make: () => Buffer.from('ffd8ffe000104a464946', 'hex'), refused: 'image' },
  { what: 'rich text', make: text('{\\rtf1 a}'), refused: 'document' },
  { what: 'csv named like a workbook', make: text('E-mail,First aid\na@example.com,x\n'), refused: 'csv-as-xlsx' },
  {
    what: 'a web page named like a workbook',
    make: text('\n<html><table><tr><td>E-mail</td></tr></table></html>'),
    name: 'a.xls',
    refused: 'html',
  },
  {
    what: 'a workbook of 2003 in XML',
    make: text(
      '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    name: 'a.xls',
    refused: 'xml',
  },
  { what: 'half a workbook', make: () => good().subarray(0, good().length / 2), refused: 'truncated' },
  { what: 'a workbook without its last bytes', make: () => good().subarray(0, -10), refused: 'truncated' },
  {
    what: 'a workbook with something after it',
    make: () => Buffer.concat([good(), Buffer.alloc(10)]),
    refused: 'damaged',
  },
  {
    what: 'a file that is too large',
    make: () => Buffer.concat([good(), Buffer.alloc(65 * megabyte)]),
    refused: 'too-large',
  },

  {
    what: 'a bomb that says how large it is',
    make: inSheet('<row/>'.repeat(1000), 500_000),
    refused: 'unpacks-too-large',
  },
  {
    what: 'a bomb that does not',
    make: async () =>
      withPart({
        ...(await repeated({ name: sheetPart, start: open, unit: ' '.repeat(1000), times: 2_000_000, end: close })),
        unpackedBytes: 1000,
      }),
    refused: 'damaged',
  },
  {
    what: 'a bomb in a part that nobody reads',
    make: async () =>
      withParts({
        ...(await repeated({ name: 'xl/media/a.png', start: '', unit: '\0'.repeat(1000), times: 2_000_000, end: '' })),
      })(),
    refused: 'unpacks-too-large',
  },
  { what: 'white space just below the limit', make: inSheet(' '.repeat(1000), 700_000), refused: 'too-much-text' },
  { what: 'parts in the place of others', make: withParts({ name: 'b', content: 'a', offset: 0 }), refused: 'damaged' },
  { what: 'a part twice', make: withParts({ name: 'XL/Workbook.xml', content: '<workbook/>' }), refused: 'damaged' },
  {
    what: 'thousands of parts',
    make: withParts(...Array.from({ length: 6000 }, (_, i) => ({ name: `xl/${i}`, content: '' }))),
    refused: 'too-many-parts',
  },
  {
    what: 'thousands of sheets of one part',
    make: inPart(
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="urn:r"><sheets>${'<sheet name="a" r:id="rId1"/>'.repeat(100_000)}</sheets></workbook>`,
    ),
    refused: 'too-many-parts',
  },
  { what: 'a part above its folder', make: withParts({ name: '../../etc/passwd', content: 'a' }), refused: 'damaged' },
  { what: 'a part at the root', make: withParts({ name: '/etc/passwd', content: 'a' }), refused: 'damaged' },
  { what: 'a part on a drive', make: withParts({ name: 'C:/a', content: 'a' }), refused: 'damaged' },
  {
    what: 'a wrong sum',
    make: () => withPart({ name: sheetPart, content: open + people + close, crc: 1 }),
    refused: 'damaged',
  },
  {
    what: 'a kind of packing that nobody has',
    make: () => withPart({ name: sheetPart, content: open + people + close, method: 12 }),
    refused: 'damaged',
  },
  {
    what: 'a size that is a lie',
    make: () => withPart({ name: sheetPart, content: open + people + close, unpackedBytes: 10 }),
    refused: 'damaged',
  },
  {
    what: 'a packed size beyond the file',
    make: () => withPart({ name: sheetPart, content: open + people + close, packedBytes: 4_000_000_000 }),
    refused: 'damaged',
  },
  {
    what: 'an offset beyond the file',
    make: withParts({ name: 'a', content: 'a', offset: 4_000_000_000 }),
    refused: 'damaged',
  },

  ...[
    'xl/workbook.xml',
    'xl/sharedStrings.xml',
    'xl/styles.xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    sheetPart,
  ].map(
    (part): Hostile => ({
      what: `a billion laughs in ${part}`,
      make: inPart(part, `${laughs}<a>&j;</a>`),
      refused: 'document-type',
    }),
  ),
  {
    what: 'a file of the server asked for',
    make: inPart(
      sheetPart,
      `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet xmlns="${main}"><sheetData>${rowXml(1, ['&a;'])}</sheetData></worksheet>`,
    ),
    refused: 'document-type',
  },
  { what: 'an entity that nobody declared', make: () => sheetOf(rowXml(1, ['&a;'])), refused: 'damaged' },

  {
    what: 'a dimension that is absurd',
    make: inPart(
      sheetPart,
      `<worksheet xmlns="${main}"><dimension ref="A1:XFD1048576"/><sheetData>${people}</sheetData></worksheet>`,
    ),
    refused: 'read',
  },
  {
    what: 'the last cell of all',
    make: () => sheetOf('<row r="1048576"><c r="XFD1048576" t="str"><v>a</v></c></row>'),
    refused: 'too-many-columns',
  },
  { what: 'a row beyond the sheet', make: () => sheetOf('<row r="1048577"/>'), refused: 'too-many-rows' },
  { what: 'a row of nonsense', make: () => sheetOf('<row r="-1"/>'), refused: 'damaged' },
  { what: 'millions of rows', make: inSheet('<row/>', 20_000_000), refused: 'too-many-rows' },
  { what: 'millions of times the same row', make: inSheet('<row r="7"/>', 20_000_000), refused: 'too-many-rows' },
  {
    what: 'more empty cells than there are columns',
    make: inSheet(`<row r="9">${'<c s="1"/>'.repeat(16_385)}</row>`, 2),
    refused: 'read',
  },
  {
    what: 'millions of formatted cells',
    make: inSheet(`<row>${'<c s="1"/>'.repeat(1000)}</row>`, 10_000),
    refused: 'read',
  },
  {
    what: 'a thousand and one columns',
    make: () => sheetOf(`<row>${'<c t="str"><v>a</v></c>'.repeat(1001)}</row>`),
    refused: 'too-many-columns',
  },
  {
    what: 'millions of merged ranges',
    make: afterRows('mergeCells', '<mergeCell ref="A1:B2"/>', 10_000_000),
    refused: 'read',
  },
  {
    what: 'millions of validations',
    make: afterRows(
      'dataValidations',
      '<dataValidation type="list" sqref="A1"><formula1>"x"</formula1></dataValidation>',
      3_000_000,
    ),
    refused: 'read',
  },
  {
    what: 'millions of conditional formats',
    make: afterRows(
      'x',
      '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>',
      2_000_000,
    ),
    refused: 'read',
  },
  { what: 'a gigantic text between rows', make: inSheet('a', 50_000_000), refused: 'too-much-text' },
  {
    what: 'a gigantic text',
    make: async () =>
      withPart(
        repeated({
          name: sheetPart,
          start: `${open}<row><c t="str"><v>`,
          unit: 'a',
          times: 50_000_000,
          end: `</v></c></row>${close}`,
        }),
      ),
    refused: 'too-much-text',
  },
  {
    what: 'a gigantic attribute',
    make: async () =>
      withPart(
        repeated({ name: sheetPart, start: `${open}<row a="`, unit: 'a', times: 50_000_000, end: `"/>${close}` }),
      ),
    refused: 'too-much-text',
  },
  {
    what: 'a gigantic comment',
    make: async () =>
      withPart(repeated({ name: sheetPart, start: `${open}<!--`, unit: 'a', times: 50_000_000, end: `-->${close}` })),
    refused: 'too-much-text',
  },
  {
    what: 'a text in a million pieces',
    make: async () =>
      withPart(
        repeated({
          name: sheetPart,
          start: `${open}<row><c t="str"><v>`,
          unit: 'a<!-- -->',
          times: 5_000_000,
          end: `</v></c></row>${close}`,
        }),
      ),
    refused: 'too-much-text',
  },
  {
    what: 'a row full of text',
    make: () => sheetOf(rowXml(1, Array(1000).fill('a'.repeat(30_000)))),
    refused: 'too-much-text',
  },
  {
    what: 'one long text in every cell',
    make: inSheet('<row><c t="s"><v>0</v></c></row>', 1_000_000, `<si><t>${'a'.repeat(32_000)}</t></si>`),
    refused: 'too-much-text',
  },
  {
    what: 'millions of shared strings',
    make: async () =>
      withPart(
        repeated({
          name: 'xl/sharedStrings.xml',
          start: `<sst xmlns="${main}">`,
          unit: '<si/>',
          times: 20_000_000,
          end: '</sst>',
        }),
      ),
    refused: 'too-much-text',
  },
  {
    what: 'long shared strings',
    make: async () =>
      withPart(
        repeated({
          name: 'xl/sharedStrings.xml',
          start: `<sst xmlns="${main}">`,
          unit: `<si><t>${'é'.repeat(30_000)}</t></si>`,
          times: 5000,
          end: '</sst>',
        }),
      ),
    refused: 'too-much-text',
  },
  {
    what: 'styles by the megabyte',
    make: async () =>
      withPart(
        repeated({
          name: 'xl/styles.xml',
          start: `<styleSheet xmlns="${main}"><cellXfs>`,
          unit: '<xf/>',
          times: 10_000_000,
          end: '</cellXfs></styleSheet>',
        }),
      ),
    refused: 'unpacks-too-large',
  },
  { what: 'elements ever deeper', make: inSheet('<a>', 10_000_000), refused: 'damaged' },
  {
    what: 'a shared string that is not there',
    make: () => sheetOf('<row><c t="s"><v>5</v></c></row>', { strings: '<si><t>a</t></si>' }),
    refused: 'damaged',
  },
  {
    what: 'a workbook that is its own sheet',
    make: inPart('xl/_rels/workbook.xml.rels', relationships([['rId1', 'worksheet', 'workbook.xml']])),
    refused: 'damaged',
  },
  {
    what: 'relationships that lead around',
    make: inPart('_rels/.rels', relationships([['rId1', 'officeDocument', '_rels/.rels']])),
    refused: 'not-a-spreadsheet',
  },
  {
    what: 'sheets that are nowhere',
    make: inPart('xl/_rels/workbook.xml.rels', relationships([['rId1', 'worksheet', 'worksheets/none.xml']])),
    refused: 'empty',
  },
  {
    what: 'numbers beyond all measure',
    make: () =>
      sheetOf(
        `<row>${['1e308', '-1e308', '1e999', 'NaN', 'Infinity', '-0', '0x10', `1${'0'.repeat(400)}`].map((number) => `<c><v>${number}</v></c>`).join('')}</row>`,
      ),
    refused: 'read',
  },
  { what: 'halves of characters', make: () => sheetOf(rowXml(1, ['_xD800_', 'a_xDFFF_b'])), refused: 'read' },
  { what: 'characters that are none', make: () => sheetOf(rowXml(1, ['a\uffff'])), refused: 'damaged' },
  {
    what: 'bytes that are no text',
    make: () =>
      sheetOf(
        Buffer.from(`<?xml version="1.0"?>${open}${rowXml(1, ['\xff\xfe'])}${close}`, 'latin1') as unknown as string,
      ),
    refused: 'damaged',
  },

  {
    what: 'a quote that nothing ends',
    make: text(`E-mail,"${'a,'.repeat(20_000_000)}`),
    name: 'a.csv',
    refused: 'too-much-text',
  },
  { what: 'a line that nothing ends', make: text('a'.repeat(50_000_000)), name: 'a.csv', refused: 'too-much-text' },
  { what: 'commas by the million', make: text(','.repeat(50_000_000)), name: 'a.csv', refused: 'too-many-columns' },
  { what: 'lines by the million', make: text('\n'.repeat(50_000_000)), name: 'a.csv', refused: 'too-many-rows' },
  { what: 'rows by the million', make: text('a\n'.repeat(20_000_000)), name: 'a.csv', refused: 'too-many-rows' },
  {
    what: 'a letter of another alphabet at the end',
    make: () => Buffer.concat([Buffer.from('E-mail\n'.repeat(100_000)), Buffer.from([0xe9, 0x0a])]),
    name: 'a.csv',
    refused: 'not-utf8',
  },
]

async function encrypted(): Promise<Uint8Array> {
  const sheets = [{ name: 'A', rows: [['E-mail']] }]
  return writeXlsx({ sheets, encryption: { password: 'secret', spinCount: 1000 } })
}

function nested(depth: number): Buffer {
  const inner = depth === 0 ? Buffer.alloc(megabyte) : nested(depth - 1)
  return zipOf(Array.from({ length: depth === 0 ? 1 : 4 }, (_, i) => ({ name: `${i}.zip`, content: inner })))
}
