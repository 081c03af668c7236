import { crc32, createInflateRaw } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { type Budget, within } from './budget.ts'
import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'

/** The parts of a zip by their name in lower case, for names of parts differ by more than that. */
export type Parts = ReadonlyMap<string, Part>
export type Part = {
  readonly name: string
  readonly entry: Entry
  /** Its content as it lies in the file, and where it ends. */
  readonly packed: Buffer
  readonly end: number
}

/** So much is unpacked at once: enough that a chunk costs little, few enough that it lies in the processor's cache. */
const chunkBytes = 128 * 1024

/** Local header of an entry, without its name. */
const headerBytes = 30

const stored = 0
const deflated = 8

/**
 * The parts of a zip, none unpacked yet. Refuses what only hostile or damaged files have: parts of the same name or in each
 * other's place, names that lead out of the file, sizes that add up to more than is read.
 */
export async function partsOf(content: Buffer): Promise<Parts> {
  const zip = await opened(content)
  within(zip.entryCount, limits.parts, 'too-many-parts')
  const entries = await entriesOf(zip)

  let unpacked = 0
  const parts = new Map<string, Part>()
  for (const entry of entries) {
    unpacked += entry.uncompressedSize
    if (entry.fileName.endsWith('/')) continue
    const key = entry.fileName.toLowerCase()
    if (parts.has(key)) throw new FileRefusal('damaged')
    parts.set(key, { name: entry.fileName, entry, ...placeOf(content, entry) })
  }
  within(unpacked, limits.unpackedBytes, 'unpacks-too-large')
  assertApart([...parts.values()])
  return parts
}

/** Unpacks a part, chunk by chunk, and holds it against what the file says of it. */
export async function* unpack({ entry, packed }: Part, budget: Budget): AsyncGenerator<Buffer> {
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new FileRefusal('encrypted')
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) throw new FileRefusal('damaged')

  let length = 0
  let sum = 0
  for await (const chunk of entry.compressionMethod === stored ? slicesOf(packed) : inflated(packed)) {
    length += chunk.length
    if (length > entry.uncompressedSize) throw new FileRefusal('damaged')
    budget.unpack(chunk.length)
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (length !== entry.uncompressedSize || sum !== entry.crc32) throw new FileRefusal('damaged')
}

function* slicesOf(packed: Buffer): Generator<Buffer> {
  for (let at = 0; at < packed.length; at += chunkBytes) yield packed.subarray(at, at + chunkBytes)
}

/** Unpacked by a thread of its own, while what was unpacked before is read. */
async function* inflated(packed: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: chunkBytes })
  stream.end(packed)
  try {
    for await (const chunk of stream) yield chunk
  } catch (error) {
    throw isOfZlib(error) ? new FileRefusal('damaged', { cause: error }) : error
  } finally {
    stream.destroy()
  }
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

async function opened(content: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(content)
  } catch (error) {
    throw refusalOf(error)
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch (error) {
    throw refusalOf(error)
  }
  return entries
}

function refusalOf(error: unknown): FileRefusal {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('End of central directory record signature not found')) {
    return new FileRefusal('truncated', { cause: error })
  }
  return new FileRefusal(message.includes('encryption') ? 'encrypted' : 'damaged', { cause: error })
}

function placeOf(content: Buffer, entry: Entry): { packed: Buffer; end: number } {
  const at = entry.relativeOffsetOfLocalHeader
  if (at + headerBytes > content.length || content.readUInt32LE(at) !== 0x04034b50) throw new FileRefusal('damaged')
  const from = at + headerBytes + content.readUInt16LE(at + 26) + content.readUInt16LE(at + 28)
  const end = from + entry.compressedSize
  if (end > content.length) throw new FileRefusal('damaged')
  return { packed: content.subarray(from, end), end }
}

/** No byte belongs to two parts: otherwise a small file could unpack to anything. */
function assertApart(parts: Part[]): void {
  let ended = 0
  const beginning = ({ entry }: Part) => entry.relativeOffsetOfLocalHeader
  for (const part of parts.toSorted((one, other) => beginning(one) - beginning(other))) {
    if (beginning(part) < ended) throw new FileRefusal('damaged')
    ended = part.end
  }
}
