import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A part of a zip that is being written. */
export type WrittenPart = {
  readonly name: string
  readonly content: AsyncIterable<string> | Iterable<string | Uint8Array>
}

/** Sizes and sum come after the content, and names are in UTF-8. */
const flags = 0x0808
const deflated = 8
/** 1 January 1980, the first day that a zip knows: when a file was made, nobody asks. */
const day = 0x0021

/** A zip as its parts come, none of them held as a whole. A part has fewer than four gigabytes. */
export async function* zipped(parts: Iterable<WrittenPart>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content } of parts) {
    const written = Buffer.from(name)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    describe(head, 4, { nameBytes: written.length })
    const began = at
    const sums = { crc: 0, packed: 0, unpacked: 0 }
    at += head.length + written.length
    yield Buffer.concat([head, written])
    for await (const chunk of packed(content, sums)) {
      at += chunk.length
      yield chunk
    }
    const tail = Buffer.alloc(16)
    tail.writeUInt32LE(0x08074b50, 0)
    writeSums(tail, 4, sums)
    at += tail.length
    yield tail
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    describe(entry, 6, { nameBytes: written.length })
    writeSums(entry, 16, sums)
    entry.writeUInt32LE(began, 42)
    directory.push(entry, written)
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  yield Buffer.concat([...directory, end])
}

type Sums = { crc: number; packed: number; unpacked: number }

/** What a part's own header and the directory say alike. */
function describe(header: Buffer, at: number, { nameBytes }: { nameBytes: number }): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(flags, at + 2)
  header.writeUInt16LE(deflated, at + 4)
  header.writeUInt16LE(day, at + 8)
  header.writeUInt16LE(nameBytes, at + 22)
}

function writeSums(into: Buffer, at: number, { crc, packed: packedBytes, unpacked }: Sums): void {
  into.writeUInt32LE(crc, at)
  into.writeUInt32LE(packedBytes, at + 4)
  into.writeUInt32LE(unpacked, at + 8)
}

/** Packed by a thread of its own, while what comes next is being made. */
async function* packed(content: WrittenPart['content'], sums: Sums): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const piece of content) {
      const bytes = Buffer.from(piece)
      sums.crc = crc32(bytes, sums.crc)
      sums.unpacked += bytes.length
      yield bytes
    }
  }
  const stream = createDeflateRaw()
  const whole = pipeline(Readable.from(counted()), stream)
  whole.catch(() => undefined)
  try {
    for await (const chunk of stream) {
      sums.packed += (chunk as Buffer).length
      yield chunk as Buffer
    }
    await whole
  } finally {
    stream.destroy()
  }
}
