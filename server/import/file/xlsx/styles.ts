import type { Budget } from '../budget.ts'
import { readSmall } from '../xml/document.ts'
import { nameOf } from '../xml/scanner.ts'
import type { Part } from '../zip.ts'
import { builtInFormat, formatOf, type NumberFormat } from './numberFormat.ts'

const numFmts = nameOf('numFmts')
const numFmt = nameOf('numFmt')
const numFmtId = nameOf('numFmtId')
const formatCode = nameOf('formatCode')
const cellXfs = nameOf('cellXfs')
const xf = nameOf('xf')

/** How the numbers of cells of each style are shown, by the number that a cell gives for its style. */
export async function numberFormatsOf(part: Part | undefined, budget: Budget): Promise<NumberFormat[]> {
  const formats: NumberFormat[] = []
  if (!part) return formats
  const written = new Map<number, NumberFormat>()
  let section = 0
  await readSmall(part, budget, {
    open(scanner) {
      if (scanner.depth === 2) section = scanner.name
      else if (scanner.depth !== 3) return
      else if (section === numFmts && scanner.name === numFmt) {
        written.set(Number(scanner.value(numFmtId)), formatOf(scanner.value(formatCode) ?? ''))
      } else if (section === cellXfs && scanner.name === xf) {
        const id = Number(scanner.value(numFmtId) ?? 0)
        formats.push(written.get(id) ?? builtInFormat(id))
      }
    },
    close() {},
    text() {},
  })
  return formats
}
