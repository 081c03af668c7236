import { tidyLine } from '../../../platform/tidy.ts'
import { type Budget, within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'
import { isMark } from '../row.ts'
import { readWhole } from '../xml/document.ts'
import { nameOf } from '../xml/scanner.ts'
import { cellText, mostWritten, textOf } from '../xml/text.ts'
import type { Part } from '../zip.ts'

/** What a shared string says to a cell: nothing, a mark, or text. */
export const nothing = 0
export const mark = 1
export const text = 2

const blockBytes = 4 * 1_048_576
const blockPlaces = 65_536
/** So many texts are remembered as strings: those of a column with few different ones are made once. */
const remembered = 4096

const si = nameOf('si')
const t = nameOf('t')
const r = nameOf('r')

/**
 * The texts that a workbook keeps once for all its cells, tidied: as bytes in few large blocks, for as strings a million of
 * them would be three times as much memory and a burden to the garbage collector.
 */
export class SharedStrings {
  length = 0
  private bytes = 0
  private readonly blocks: Buffer[] = []
  private used = blockBytes
  /** Where each text begins: its block and its place in it, as one number. */
  private readonly places: Uint32Array[] = []
  private readonly lengths: Uint32Array[] = []
  private readonly kinds: Uint8Array[] = []
  private readonly memory = new Array<string>(remembered).fill('')
  private readonly memoryOf = new Int32Array(remembered).fill(-1)

  add(given: string): void {
    const tidied = tidyLine(given)
    const kind = tidied === '' ? nothing : isMark(tidied) ? mark : text
    if (kind !== text) {
      this.place(0, 0, kind)
      return
    }
    const length = Buffer.byteLength(tidied)
    const at = this.room(length)
    ;(this.blocks.at(-1) as Buffer).write(tidied, at)
    this.place(at, length, text)
  }

  kindOf(index: number): number {
    if (!(index < this.length)) throw new FileRefusal('damaged')
    return (this.kinds[index >>> 16] as Uint8Array)[index & 0xffff] as number
  }

  textOf(index: number): string {
    const slot = index % remembered
    if (this.memoryOf[slot] === index) return this.memory[slot] as string
    const place = (this.places[index >>> 16] as Uint32Array)[index & 0xffff] as number
    const length = (this.lengths[index >>> 16] as Uint32Array)[index & 0xffff] as number
    const block = this.blocks[Math.floor(place / blockBytes)] as Buffer
    const from = place % blockBytes
    const string = block.toString('utf8', from, from + length)
    this.memory[slot] = string
    this.memoryOf[slot] = index
    return string
  }

  /** Where so many bytes go in the last block. */
  private room(length: number): number {
    this.bytes += length
    within(this.bytes, limits.sharedBytes, 'too-much-text')
    if (this.used + length > blockBytes) {
      this.blocks.push(Buffer.allocUnsafeSlow(blockBytes))
      this.used = 0
    }
    const at = this.used
    this.used += length
    return at
  }

  private place(at: number, length: number, kind: number): void {
    const number = this.length & (blockPlaces - 1)
    if (number === 0) {
      within(this.length + blockPlaces, limits.sharedTexts, 'too-much-text')
      this.places.push(new Uint32Array(blockPlaces))
      this.lengths.push(new Uint32Array(blockPlaces))
      this.kinds.push(new Uint8Array(blockPlaces))
    }
    ;(this.places.at(-1) as Uint32Array)[number] = Math.max(0, this.blocks.length - 1) * blockBytes + at
    ;(this.lengths.at(-1) as Uint32Array)[number] = length
    ;(this.kinds.at(-1) as Uint8Array)[number] = kind
    this.length += 1
  }
}

/** Reads the shared strings of a workbook; runs of rich text are one, and how it is pronounced is no part of it. */
export async function sharedStringsOf(part: Part | undefined, budget: Budget): Promise<SharedStrings> {
  const strings = new SharedStrings()
  if (!part) return strings
  let collected = ''
  let inText = false
  let inRun = false
  await readWhole(part, budget, {
    open(scanner) {
      const { depth, name } = scanner
      if (depth === 2) collected = ''
      else if (depth === 3) {
        inRun = name === r
        inText = name === t
      } else if (depth === 4) inText = inRun && name === t
      else inText = false
    },
    close(scanner) {
      inText = false
      if (scanner.depth === 2 && scanner.name === si) strings.add(cellText(collected))
    },
    text(bytes, from, to, literal) {
      if (!inText) return
      collected += textOf(bytes, from, to, literal)
      within(collected.length, mostWritten, 'too-much-text')
    },
  })
  return strings
}
