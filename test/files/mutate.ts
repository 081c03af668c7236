import { readdirSync, readFileSync } from 'node:fs'
import { Budget } from '../../server/import/file/budget.ts'
import { unpack, partsOf as unzip } from '../../server/import/file/zip.ts'
import { rowXml, sheetOf } from './workbook.ts'
import { zipOf } from './zip.ts'

/** Numbers from 0 up to `below`, the same for the same seed. */
export type Chance = (below: number) => number

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const pick = <Of>(chance: Chance, all: readonly Of[]) => all[chance(all.length)] as Of

const folder = new URL('./fixtures/', import.meta.url)

/** Files that are fine, of every kind and of several programs. */
const fine: readonly { name: string; content: Buffer }[] = [
  ...readdirSync(folder)
    .filter((name) => /\.(xlsx|csv|ods|xls)$/.test(name))
    .map((name) => ({ name, content: readFileSync(new URL(name, folder)) })),
  {
    name: 'hand.xlsx',
    content: sheetOf(
      `${rowXml(1, ['E-mail', 'x', 'a_x000D_b', '&lt;&#233;&#x1F600;'])}<row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>45306.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2024-01-15</v></c><c t="str"><f>A1</f><v>x</v></c><c s="2"><v>1.5E+3</v></c><c><f>1</f></c></row>`,
      {
        strings: '<si><t>shared</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si>',
        styles:
          '<numFmts><numFmt numFmtId="164" formatCode="&quot;P&quot;0000"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>',
      },
    ),
  },
  {
    name: 'quoted.csv',
    content: Buffer.from('sep=;\r\nE-mail;"Na""me";First aid\r\n"a\nb";é;x\r\n;;\r\n'),
  },
]

/** What often goes wrong with numbers, names, marks and bounds. */
const words = [
  '0',
  '-1',
  '1048577',
  '99999999999999999999',
  '1e999',
  '4294967295',
  'XFD1048576',
  'A0',
  '<',
  '>',
  '"',
  '&',
  '&#0;',
  '&#x110000;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '<!DOCTYPE a>',
  '<?',
  '/>',
  '\u0000',
  '\ufffe',
  '\ud83d',
  'x',
  '_xD800_',
  'inlineStr',
  't="s"',
  'r="A1"',
  ' xmlns="u"',
  '\r\n',
  ';',
  ',',
  '__proto__',
]

/** A file that was fine until something happened to it, always the same for the same seed. */
export async function mutatedFile(seed: number): Promise<{ name: string; content: Buffer; what: string }> {
  const chance = chanceOf(seed)
  const { name, content } = pick(chance, fine)
  const inside = name.endsWith('.xlsx') && chance(4) > 0
  const times = 1 + chance(4)
  const mutated = inside ? await mutatedInside(content, chance, times) : mutatedBytes(content, chance, times)
  return { name, content: mutated, what: `${name}, ${inside ? 'a part of it' : 'its bytes'} changed` }
}

async function mutatedInside(content: Buffer, chance: Chance, times: number): Promise<Buffer> {
  const parts = await Promise.all(
    [...(await unzip(content)).values()].map(async (part) => {
      const pieces: Buffer[] = []
      for await (const piece of unpack(part, new Budget())) pieces.push(piece)
      return { name: part.name, content: Buffer.concat(pieces) }
    }),
  )
  // The parts that are read are where it matters.
  const read = parts.filter(({ name }) => /sheet|string|styles|workbook|rels/i.test(name))
  const chosen = pick(chance, read)
  return zipOf(
    parts.map((part) => (part === chosen ? { ...part, content: mutatedBytes(part.content, chance, times) } : part)),
  )
}

function mutatedBytes(content: Buffer, chance: Chance, times: number): Buffer {
  let bytes = content
  for (let i = 0; i < times; i++) bytes = mutatedOnce(bytes, chance)
  return bytes
}

function mutatedOnce(bytes: Buffer, chance: Chance): Buffer {
  const at = chance(bytes.length + 1)
  const length = chance(pick(chance, [2, 20, 400]))
  const rest = bytes.subarray(at + length)
  switch (chance(6)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), rest])
    case 1:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([chance(256)]), bytes.subarray(at + 1)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(chance(bytes.length + 1)).subarray(0, length), rest])
    case 4:
      return replacedNumber(bytes, at, chance)
    default:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(chance, words)), bytes.subarray(at)])
  }
}

/** The next value in quotes, or between tags, becomes another. */
function replacedNumber(bytes: Buffer, at: number, chance: Chance): Buffer {
  const text = bytes.toString('latin1')
  const found = /(?<=["'>;,])[^"'<>;,]+(?=["'<;,])/g
  found.lastIndex = at
  const match = found.exec(text)
  if (!match) return bytes
  const put = Buffer.from(pick(chance, words))
  return Buffer.concat([bytes.subarray(0, match.index), put, bytes.subarray(match.index + match[0].length)])
}
