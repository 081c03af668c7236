import { tidyLine } from '../../../platform/tidy.ts'
import { type Budget, within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'
import { type FileRow, isMark } from '../row.ts'
import { xmlOf } from '../xml/document.ts'
import { nameOf, Scanner, type XmlReader } from '../xml/scanner.ts'
import { cellText, mostWritten, textOf } from '../xml/text.ts'
import type { Part } from '../zip.ts'
import { isoText, numberText } from './number.ts'
import type { NumberFormat } from './numberFormat.ts'
import { nothing, type SharedStrings, mark as sharedMark } from './sharedStrings.ts'

/** What the cells of every sheet refer to. */
export type Shared = {
  readonly strings: SharedStrings
  readonly formats: readonly NumberFormat[]
  readonly from1904: boolean
}

/** The rows of a sheet that are not empty, as many at once as a chunk of it has. */
export async function* rowsOf(part: Part, shared: Shared, budget: Budget): AsyncGenerator<FileRow[]> {
  const reader = new SheetReader(shared, budget)
  const scanner = new Scanner(reader)
  for await (const chunk of xmlOf(part, budget)) {
    scanner.feed(chunk)
    if (reader.rows.length > 0) yield reader.take()
  }
  scanner.finish()
}

const worksheet = nameOf('worksheet')
const sheetData = nameOf('sheetData')
const row = nameOf('row')
const c = nameOf('c')
const v = nameOf('v')
const f = nameOf('f')
const is = nameOf('is')
const t = nameOf('t')
const r = nameOf('r')
const s = nameOf('s')
const hidden = nameOf('hidden')

/** What a cell says its value is. */
const types = { number: 0, shared: 1, text: 2, boolean: 3, date: 4 } as const
type CellType = (typeof types)[keyof typeof types]

/** What is being collected. */
const collects = { nothing: 0, value: 1, formula: 2, text: 3 } as const

/** The last column of a spreadsheet program, XFD. */
const lastColumn = 16_383

const upperA = 0x41
const upperZ = 0x5a
const zero = 0x30
const nine = 0x39
const one = 0x31

class SheetReader implements XmlReader {
  rows: FileRow[] = []

  private readonly shared: Shared
  private readonly budget: Budget

  private inData = false
  private inRow = false
  private inCell = false
  private inlineRun = false
  private collecting: number = collects.nothing

  private readonly seen = new Uint8Array(limits.rows / 8)
  private rowNumber = 0
  private rowHidden = false
  private marks: number[] = []
  private cells: [number, string][] = []
  private rowCharacters = 0
  /** Rows that were opened, whatever numbers they give themselves. */
  private opened = 0
  private column = -1
  /** The highest column of the row that was given; a lower one after it is out of order. */
  private furthest = -1
  private outOfOrder = false

  private type: CellType = types.number
  private style = 0
  private value = ''
  private hasValue = false
  /** The number of a shared string, while its digits are read. */
  private index = -1
  private formula = ''
  private hasFormula = false
  private inline = ''
  private hasInline = false

  constructor(shared: Shared, budget: Budget) {
    this.shared = shared
    this.budget = budget
  }

  take(): FileRow[] {
    const { rows } = this
    this.rows = []
    return rows
  }

  open(scanner: Scanner): void {
    const { name } = scanner
    switch (scanner.depth) {
      case 1:
        if (name !== worksheet) throw new FileRefusal('damaged')
        return
      case 2:
        this.inData = name === sheetData
        return
      case 3:
        this.inRow = this.inData && name === row
        if (this.inRow) this.openRow(scanner)
        return
      case 4:
        this.inCell = this.inRow && name === c
        if (this.inCell) this.openCell(scanner)
        return
      case 5:
        if (this.inCell) this.openValue(name)
        return
      case 6:
        // <is><t>, or <is><r>.
        if (!this.inCell || !this.hasInline) return
        this.inlineRun = name === r
        this.collecting = name === t ? collects.text : collects.nothing
        return
      case 7:
        this.collecting = this.inlineRun && name === t ? collects.text : collects.nothing
        return
      default:
        this.collecting = collects.nothing
    }
  }

  close(scanner: Scanner): void {
    switch (scanner.depth) {
      case 2:
        // What comes after the rows, merged cells by the million perhaps, says nothing of them.
        if (this.inData) scanner.stopped = true
        this.inData = false
        return
      case 3:
        if (this.inRow) this.closeRow()
        this.inRow = false
        return
      case 4:
        if (this.inCell) this.closeCell()
        this.inCell = false
        return
      case 6:
        this.inlineRun = false
        this.collecting = collects.nothing
        return
      default:
        this.collecting = collects.nothing
    }
  }

  text(bytes: Buffer, from: number, to: number, literal: boolean): void {
    switch (this.collecting) {
      case collects.value:
        if (this.type === types.shared) {
          if (this.digits(bytes, from, to)) return
        }
        this.value += textOf(bytes, from, to, literal)
        within(this.value.length, mostWritten, 'too-much-text')
        return
      case collects.text:
        this.inline += textOf(bytes, from, to, literal)
        within(this.inline.length, mostWritten, 'too-much-text')
        return
      case collects.formula:
        this.formula += textOf(bytes, from, to, literal)
        within(this.formula.length, mostWritten, 'too-much-text')
    }
  }

  private openRow(scanner: Scanner): void {
    this.rowNumber += 1
    this.rowHidden = false
    for (let i = 0; i < scanner.attributes; i++) {
      const name = scanner.nameAt(i)
      if (name === r) this.rowNumber = numberAt(scanner.source, scanner.from(i), scanner.to(i))
      else if (name === hidden) this.rowHidden = trueAt(scanner.source, scanner.from(i), scanner.to(i))
    }
    if (this.rowNumber < 1) throw new FileRefusal('damaged')
    this.opened += 1
    within(Math.max(this.rowNumber, this.opened), limits.rows, 'too-many-rows')
    this.marks = []
    this.cells = []
    this.rowCharacters = 0
    this.column = -1
    this.furthest = -1
    this.outOfOrder = false
  }

  private closeRow(): void {
    if (this.marks.length === 0 && this.cells.length === 0) return
    const { rowNumber } = this
    this.budget.say(this.rowCharacters)
    // The same row twice: nobody could say which of them the spreadsheet program shows.
    const place = (rowNumber - 1) >>> 3
    const bit = 1 << ((rowNumber - 1) & 7)
    if (((this.seen[place] as number) & bit) !== 0) throw new FileRefusal('damaged')
    this.seen[place] = (this.seen[place] as number) | bit
    if (this.outOfOrder) this.order()
    const { marks, cells } = this
    this.rows.push(this.rowHidden ? { row: rowNumber, hidden: true, marks, cells } : { row: rowNumber, marks, cells })
  }

  /** Cells that were not in the order of their columns; the same twice is nothing that a spreadsheet program shows. */
  private order(): void {
    this.marks.sort((a, b) => a - b)
    this.cells.sort(([a], [b]) => a - b)
    const columns = [...this.marks, ...this.cells.map(([column]) => column)]
    if (new Set(columns).size < columns.length) throw new FileRefusal('damaged')
  }

  private openCell(scanner: Scanner): void {
    this.column += 1
    this.type = types.number
    this.style = 0
    this.value = ''
    this.hasValue = false
    this.index = -1
    this.hasFormula = false
    this.hasInline = false
    for (let i = 0; i < scanner.attributes; i++) {
      const name = scanner.nameAt(i)
      if (name === r) this.column = this.columnAt(scanner.source, scanner.from(i), scanner.to(i))
      else if (name === s) this.style = numberAt(scanner.source, scanner.from(i), scanner.to(i))
      else if (name === t) this.type = typeAt(scanner.source, scanner.from(i), scanner.to(i))
    }
    if (this.column <= this.furthest) this.outOfOrder = true
    else this.furthest = this.column
  }

  private openValue(name: number): void {
    if (name === v) {
      this.hasValue = true
      this.collecting = collects.value
    } else if (name === f) {
      this.hasFormula = true
      this.formula = ''
      this.collecting = collects.formula
    } else if (name === is) {
      this.hasInline = true
      this.inline = ''
      this.collecting = collects.nothing
    } else if (name === t && !this.hasInline) {
      // Some programs leave <is> out.
      this.hasInline = true
      this.inline = ''
      this.collecting = collects.text
    } else this.collecting = collects.nothing
  }

  private closeCell(): void {
    if (!this.hasValue && !this.hasInline && !this.hasFormula) return
    if (this.type === types.shared && this.index < 0) this.index = indexIn(this.value)
    if (this.index >= 0 && !this.hasInline) {
      const kind = this.shared.strings.kindOf(this.index)
      if (kind === nothing) return
      if (kind === sharedMark) this.addMark()
      else this.addText(this.shared.strings.textOf(this.index))
      return
    }
    const text = tidyLine(this.shown())
    if (text === '') return
    if (isMark(text)) this.addMark()
    else this.addText(text)
  }

  /** What the cell shows. */
  private shown(): string {
    if (this.hasInline) return cellText(this.inline)
    // A formula that nobody computed is shown as itself: what it would say must not be lost in silence.
    if (this.hasFormula && this.type === types.number && this.value.trim() === '') return `=${cellText(this.formula)}`
    switch (this.type) {
      case types.shared:
        return ''
      case types.boolean:
        return booleanText(this.value.trim())
      case types.date:
        return isoText(this.value)
      case types.text:
        return cellText(this.value)
      case types.number: {
        within(this.value.length, limits.cellCharacters, 'too-much-text')
        return numberText(this.value, this.shared.formats[this.style], this.shared.from1904)
      }
    }
  }

  private addMark(): void {
    within(this.column + 1, limits.columns, 'too-many-columns')
    this.marks.push(this.column)
  }

  private addText(text: string): void {
    within(this.column + 1, limits.columns, 'too-many-columns')
    this.rowCharacters += text.length
    within(this.rowCharacters, limits.rowCharacters, 'too-much-text')
    this.cells.push([this.column, text])
  }

  /** The number of a shared string, straight from its digits. False when it is something else. */
  private digits(bytes: Buffer, from: number, to: number): boolean {
    if (to - from > 9) return false
    let index = Math.max(this.index, 0)
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number
      if (byte < zero || byte > nine) return false
      index = index * 10 + byte - zero
    }
    this.index = index
    return true
  }

  /** The column of a reference like `AB12`, whose row has to be that of its row. */
  private columnAt(bytes: Buffer, from: number, to: number): number {
    let column = 0
    let i = from
    for (; i < to; i++) {
      const byte = (bytes[i] as number) & 0xdf
      if (byte < upperA || byte > upperZ) break
      column = column * 26 + byte - upperA + 1
      if (column > lastColumn + 1) throw new FileRefusal('damaged')
    }
    if (i === from || numberAt(bytes, i, to) !== this.rowNumber) throw new FileRefusal('damaged')
    return column - 1
  }
}

function numberAt(bytes: Buffer, from: number, to: number): number {
  if (from >= to || to - from > 9) throw new FileRefusal('damaged')
  let number = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (byte < zero || byte > nine) throw new FileRefusal('damaged')
    number = number * 10 + byte - zero
  }
  return number
}

function trueAt(bytes: Buffer, from: number, to: number): boolean {
  return (to - from === 1 && bytes[from] === one) || bytes.toString('latin1', from, to) === 'true'
}

/** `s`, `n`, `b`, `d`, `e`, `str`, `inlineStr`; anything else is text as well. */
function typeAt(bytes: Buffer, from: number, to: number): CellType {
  if (to - from !== 1) return types.text
  switch (bytes[from]) {
    case 0x73:
      return types.shared
    case 0x6e:
      return types.number
    case 0x62:
      return types.boolean
    case 0x64:
      return types.date
    default:
      return types.text
  }
}

/** The number of a shared string that is written with spaces around it; -1 when there is none. */
function indexIn(written: string): number {
  const trimmed = written.trim()
  if (trimmed === '') return -1
  if (!/^\d{1,9}$/.test(trimmed)) throw new FileRefusal('damaged')
  return Number(trimmed)
}

function booleanText(written: string): string {
  return written === '1' || written === 'true' ? 'TRUE' : written === '0' || written === 'false' ? 'FALSE' : written
}
