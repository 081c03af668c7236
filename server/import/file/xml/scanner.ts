import { FileRefusal } from '../refusal.ts'
import { attributeText } from './text.ts'

/** What is told of an XML document as it is scanned. */
export type XmlReader = {
  /** An element begins: `name`, `depth` (the root's is 1) and the attributes are the scanner's. */
  open(scanner: Scanner): void
  /** An element ends: `name` and `depth` are its own. */
  close(scanner: Scanner): void
  /** Text below the root, in as many pieces as it is written in. `literal`: nothing in it is escaped (CDATA). */
  text(bytes: Buffer, from: number, to: number, literal: boolean): void
}

const deepest = 64
const mostAttributes = 64
/** What is longer stands in no spreadsheet: a cell of the most characters, each of them escaped, is a third of it. */
const longestToken = 1_048_576

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const exclamation = 0x21
const quote = 0x22
const apostrophe = 0x27
const slash = 0x2f
const colon = 0x3a
const less = 0x3c
const equals = 0x3d
const greater = 0x3e
const question = 0x3f

/** 1: white space, 2: what ends a name as well. */
const kinds = new Uint8Array(256)
for (const byte of [tab, lineFeed, carriageReturn, space]) kinds[byte] = 1
for (const byte of [slash, greater, equals, less, quote, apostrophe]) kinds[byte] = 2

/** Elements and attributes are told apart by a number made of their name. */
export function nameOf(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0
  return hash
}

/** An element of another namespace. */
const foreign = -1
const xmlns = nameOf('xmlns')

/**
 * Scans UTF-8 bytes of XML, chunk by chunk, and tells a reader what begins and ends. It knows what a part of a workbook may
 * contain and no more: whatever declares a document type is refused, so there are no entities but the five of XML.
 *
 * Written by hand because the sheet is where the time of an import goes: it makes no string of what nobody asks for, and
 * is some ten times as fast as saxes, by which the tests check it.
 */
export class Scanner {
  /** The local name of the element that begins or ends, if it is of the root's namespace. */
  name = 0
  depth = 0
  /** Set by the reader that has read enough. */
  stopped = false

  private readonly reader: XmlReader
  private bytes: Buffer = Buffer.alloc(0)
  private held: Buffer = Buffer.allocUnsafeSlow(512 * 1024)
  private heldLength = 0
  private end = 0
  private begun = false
  private rootEnded = false

  // Of each open element: the numbers of its local name and of its prefix.
  private readonly names = new Int32Array(deepest + 1)
  private readonly prefixes = new Int32Array(deepest + 1)
  /** Prefixes that stand for the root's namespace; 0 is none. */
  private main: number[] = []

  attributes = 0
  private readonly attributeNames = new Int32Array(mostAttributes)
  private readonly attributePrefixes = new Int32Array(mostAttributes)
  private readonly attributeFrom = new Int32Array(mostAttributes)
  private readonly attributeTo = new Int32Array(mostAttributes)

  constructor(reader: XmlReader) {
    this.reader = reader
  }

  feed(chunk: Buffer): void {
    if (this.stopped) return
    let at = 0
    if (this.heldLength === 0) {
      this.bytes = chunk
      this.end = chunk.length
    } else {
      this.hold(chunk)
      this.bytes = this.held
      this.end = this.heldLength
    }
    if (!this.begun) {
      if (this.end < 4) {
        if (this.heldLength === 0) this.hold(chunk)
        return
      }
      this.begun = true
      if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) at = 3
    }
    this.scanFrom(at)
  }

  /** The document is complete, or damaged. */
  finish(): void {
    if (this.stopped) return
    if (!this.rootEnded || this.heldLength > 0) throw new FileRefusal('damaged')
  }

  /** Where the value of an attribute stands in `source`: its number, or -1. */
  attribute(name: number): number {
    for (let i = 0; i < this.attributes; i++) {
      if (this.attributeNames[i] === name && this.attributePrefixes[i] === 0) return i
    }
    return -1
  }

  get source(): Buffer {
    return this.bytes
  }

  from(attribute: number): number {
    return this.attributeFrom[attribute] as number
  }

  to(attribute: number): number {
    return this.attributeTo[attribute] as number
  }

  nameAt(attribute: number): number {
    return this.attributePrefixes[attribute] === 0 ? (this.attributeNames[attribute] as number) : foreign
  }

  /** The value of an attribute without a prefix, undefined when there is none. */
  value(name: number): string | undefined {
    const found = this.attribute(name)
    return found < 0 ? undefined : this.valueAt(found)
  }

  /** The value of an attribute with a prefix, whichever: `r:id`. */
  prefixedValue(name: number): string | undefined {
    for (let i = 0; i < this.attributes; i++) {
      if (this.attributeNames[i] === name && this.attributePrefixes[i] !== 0) return this.valueAt(i)
    }
    return undefined
  }

  private valueAt(attribute: number): string {
    return attributeText(this.bytes, this.from(attribute), this.to(attribute))
  }

  private scanFrom(start: number): void {
    const { bytes, end } = this
    let at = start
    while (at < end && !this.stopped) {
      if (bytes[at] !== less) {
        let to = at + 1
        while (to < end && bytes[to] !== less) to++
        if (to === end && !this.rootEnded) break
        this.text(at, to)
        at = to
        continue
      }
      const next = this.markup(at)
      if (next < 0) break
      at = next
    }
    this.keep(at)
  }

  private text(from: number, to: number): void {
    if (this.depth > 0) {
      this.reader.text(this.bytes, from, to, false)
      return
    }
    for (let i = from; i < to; i++) if (kinds[this.bytes[i] as number] !== 1) throw new FileRefusal('damaged')
  }

  /** Scans what begins with `<`. Answers where it ends, or -1 when it ends in a later chunk. */
  private markup(at: number): number {
    const { bytes, end } = this
    if (at + 1 >= end) return -1
    const second = bytes[at + 1]
    if (second === slash) return this.closeTag(at)
    if (second === exclamation) return this.declaration(at)
    if (second === question) return this.after(at + 2, '?>')
    return this.openTag(at)
  }

  private openTag(at: number): number {
    const { bytes, end } = this
    let i = at + 1
    let hash = 0
    let prefix = 0
    let byte = 0
    for (; i < end; i++) {
      byte = bytes[i] as number
      if (kinds[byte] !== 0) break
      if (byte === colon && prefix === 0) {
        prefix = hash || foreign
        hash = 0
      } else hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (i === end) return -1
    if (i === at + 1) throw new FileRefusal('damaged')

    this.attributes = 0
    for (;;) {
      const before = i
      while (i < end && kinds[bytes[i] as number] === 1) i++
      if (i >= end) return -1
      byte = bytes[i] as number
      if (byte === greater) {
        this.opened(hash, prefix, false)
        return i + 1
      }
      if (byte === slash) {
        if (i + 1 >= end) return -1
        if (bytes[i + 1] !== greater) throw new FileRefusal('damaged')
        this.opened(hash, prefix, true)
        return i + 2
      }
      if (before === i) throw new FileRefusal('damaged')
      i = this.attributeAt(i)
      if (i < 0) return -1
    }
  }

  /** Scans one attribute. Answers where it ends, or -1. */
  private attributeAt(at: number): number {
    const { bytes, end } = this
    let i = at
    let hash = 0
    let prefix = 0
    for (; i < end; i++) {
      const byte = bytes[i] as number
      if (kinds[byte] !== 0) break
      if (byte === colon && prefix === 0) {
        prefix = hash || foreign
        hash = 0
      } else hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (i >= end) return -1
    if (i === at) throw new FileRefusal('damaged')
    while (i < end && kinds[bytes[i] as number] === 1) i++
    if (i >= end) return -1
    if (bytes[i] !== equals) throw new FileRefusal('damaged')
    i++
    while (i < end && kinds[bytes[i] as number] === 1) i++
    if (i >= end) return -1
    const mark = bytes[i]
    if (mark !== quote && mark !== apostrophe) throw new FileRefusal('damaged')
    const from = ++i
    for (; i < end; i++) {
      const byte = bytes[i]
      if (byte === mark) break
      if (byte === less) throw new FileRefusal('damaged')
    }
    if (i >= end) return -1
    const number = this.attributes
    if (number === mostAttributes) throw new FileRefusal('damaged')
    for (let other = 0; other < number; other++) {
      if (this.attributeNames[other] === hash && this.attributePrefixes[other] === prefix)
        throw new FileRefusal('damaged')
    }
    this.attributeNames[number] = hash
    this.attributePrefixes[number] = prefix
    this.attributeFrom[number] = from
    this.attributeTo[number] = i
    this.attributes = number + 1
    return i + 1
  }

  private opened(name: number, prefix: number, empty: boolean): void {
    if (this.rootEnded) throw new FileRefusal('damaged')
    if (this.depth === deepest) throw new FileRefusal('damaged')
    this.depth += 1
    if (this.depth === 1) this.main = this.prefixesOfRoot(prefix)
    this.names[this.depth] = name
    this.prefixes[this.depth] = prefix
    this.name = this.main.includes(prefix) ? name : foreign
    this.reader.open(this)
    if (empty) this.closed()
  }

  private closeTag(at: number): number {
    const { bytes, end } = this
    let i = at + 2
    let hash = 0
    let prefix = 0
    for (; i < end; i++) {
      const byte = bytes[i] as number
      if (kinds[byte] !== 0) break
      if (byte === colon && prefix === 0) {
        prefix = hash || foreign
        hash = 0
      } else hash = (Math.imul(hash, 31) + byte) | 0
    }
    while (i < end && kinds[bytes[i] as number] === 1) i++
    if (i >= end) return -1
    if (bytes[i] !== greater) throw new FileRefusal('damaged')
    const { depth } = this
    if (depth === 0 || this.names[depth] !== hash || this.prefixes[depth] !== prefix) throw new FileRefusal('damaged')
    this.name = this.main.includes(prefix) ? hash : foreign
    this.closed()
    return i + 1
  }

  private closed(): void {
    this.reader.close(this)
    this.depth -= 1
    if (this.depth === 0) this.rootEnded = true
  }

  /** A comment, a CDATA section, or what is refused. */
  private declaration(at: number): number {
    const { bytes, end } = this
    if (at + 9 > end) {
      // Too short to tell; a comment may be shorter, and ends in this chunk or a later one.
      if (at + 4 > end || bytes[at + 2] !== 0x2d || bytes[at + 3] !== 0x2d) return -1
    }
    if (bytes[at + 2] === 0x2d && bytes[at + 3] === 0x2d) return this.after(at + 4, '-->')
    if (bytes.toString('latin1', at + 2, at + 9) === '[CDATA[' && this.depth > 0) {
      const after = this.after(at + 9, ']]>')
      if (after >= 0) this.reader.text(bytes, at + 9, after - 3, true)
      return after
    }
    throw new FileRefusal(bytes.toString('latin1', at + 2, at + 9) === 'DOCTYPE' ? 'document-type' : 'damaged')
  }

  private after(at: number, what: string): number {
    const found = this.bytes.indexOf(what, at, 'latin1')
    return found < 0 || found + what.length > this.end ? -1 : found + what.length
  }

  private prefixesOfRoot(own: number): number[] {
    const namespaces = new Map<number, string>()
    for (let i = 0; i < this.attributes; i++) {
      if (this.attributePrefixes[i] === xmlns) namespaces.set(this.attributeNames[i] as number, this.valueAt(i))
      else if (this.attributePrefixes[i] === 0 && this.attributeNames[i] === xmlns) namespaces.set(0, this.valueAt(i))
    }
    const namespace = namespaces.get(own)
    return [own, ...[...namespaces.keys()].filter((prefix) => prefix !== own && namespaces.get(prefix) === namespace)]
  }

  /** Keeps what began in this chunk for the next. */
  private keep(at: number): void {
    const rest = this.end - at
    if (rest > longestToken) throw new FileRefusal('too-much-text')
    if (rest > 0) {
      if (this.bytes !== this.held && this.held.length < rest) this.held = Buffer.allocUnsafeSlow(rest * 2)
      this.bytes.copy(this.held, 0, at, this.end)
    }
    this.heldLength = rest
  }

  private hold(chunk: Buffer): void {
    const length = this.heldLength + chunk.length
    if (this.held.length < length) {
      const larger = Buffer.allocUnsafeSlow(length * 2)
      this.held.copy(larger, 0, 0, this.heldLength)
      this.held = larger
    }
    chunk.copy(this.held, this.heldLength)
    this.heldLength = length
  }
}
