import { crc32, deflateRawSync } from 'node:zlib'

/** A part of a zip; what is given besides its content is said of it whether it is true or not. */
export type ZipPart = {
  name: string
  content: Uint8Array | string
  /** 0: stored, 8: deflated (the default). */
  method?: number
  flags?: number
  crc?: number
  /** As the directory of the zip says. */
  unpackedBytes?: number
  packedBytes?: number
  /** Where its own header is, instead of where it is. */
  offset?: number
  /** The content is packed already. */
  packed?: true
  /** Sizes and sum come after the content, as of what was written as a stream. */
  descriptor?: true
  /** Sizes are written as 64 bits. */
  wide?: true
}

/** A zip byte for byte, so that every lie can be told. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const content = Buffer.from(part.content as Uint8Array)
    const method = part.method ?? 8
    const packed = part.packed || method !== 8 ? content : deflateRawSync(content)
    const sum = part.crc ?? crc32(content)
    const name = Buffer.from(part.name)
    const flags = (part.flags ?? 0x800) | (part.descriptor ? 8 : 0)
    const unpackedBytes = part.unpackedBytes ?? content.length
    const packedBytes = part.packedBytes ?? packed.length
    const [here, there] = part.wide ? [0xffffffff, 0xffffffff] : [unpackedBytes, packedBytes]
    const extra = part.wide ? wideExtra(unpackedBytes, packedBytes) : Buffer.alloc(0)

    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(method, 8)
    if (!part.descriptor) {
      local.writeUInt32LE(sum, 14)
      local.writeUInt32LE(there, 18)
      local.writeUInt32LE(here, 22)
    }
    local.writeUInt16LE(name.length, 26)
    local.writeUInt16LE(extra.length, 28)
    const descriptor = part.descriptor ? descriptorOf(sum, packedBytes, unpackedBytes) : Buffer.alloc(0)

    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(sum, 16)
    entry.writeUInt32LE(there, 20)
    entry.writeUInt32LE(here, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt16LE(extra.length, 30)
    entry.writeUInt32LE(part.offset ?? at, 42)
    directory.push(entry, name, extra)

    const written = [local, name, extra, packed, descriptor]
    pieces.push(...written)
    at += written.reduce((sum, piece) => sum + piece.length, 0)
  }
  return Buffer.concat([...pieces, ...directory, endOf(parts.length, at, directory)])
}

function endOf(parts: number, at: number, directory: readonly Buffer[]): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts, 8)
  end.writeUInt16LE(parts, 10)
  end.writeUInt32LE(
    directory.reduce((sum, piece) => sum + piece.length, 0),
    12,
  )
  end.writeUInt32LE(at, 16)
  return end
}

function wideExtra(unpackedBytes: number, packedBytes: number): Buffer {
  const extra = Buffer.alloc(20)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(16, 2)
  extra.writeBigUInt64LE(BigInt(unpackedBytes), 4)
  extra.writeBigUInt64LE(BigInt(packedBytes), 12)
  return extra
}

function descriptorOf(sum: number, packedBytes: number, unpackedBytes: number): Buffer {
  const descriptor = Buffer.alloc(16)
  descriptor.writeUInt32LE(0x08074b50, 0)
  descriptor.writeUInt32LE(sum, 4)
  descriptor.writeUInt32LE(packedBytes, 8)
  descriptor.writeUInt32LE(unpackedBytes, 12)
  return descriptor
}
