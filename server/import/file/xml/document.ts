import { type Budget, within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'
import { type Part, unpack } from '../zip.ts'
import { Scanner, type XmlReader } from './scanner.ts'

/** Tells a reader a part that is small in every honest workbook. */
export async function readSmall(part: Part, budget: Budget, reader: XmlReader): Promise<void> {
  within(part.entry.uncompressedSize, limits.smallPartBytes, 'unpacks-too-large')
  await readWhole(part, budget, reader)
}

/** Tells a reader all of a part, without keeping any of it. */
export async function readWhole(part: Part, budget: Budget, reader: XmlReader): Promise<void> {
  const scanner = new Scanner(reader)
  for await (const chunk of xmlOf(part, budget)) scanner.feed(chunk)
  scanner.finish()
}

/** The bytes of a part in UTF-8, whatever it is written in. */
export async function* xmlOf(part: Part, budget: Budget): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined
  for await (const chunk of unpack(part, budget)) {
    if (decoder === undefined) decoder = decoderFor(chunk)
    yield decoder ? Buffer.from(decode(decoder, chunk)) : chunk
  }
  if (decoder) yield Buffer.from(decode(decoder))
}

/** What decodes a document that begins so; null when it is UTF-8 already. */
function decoderFor(start: Buffer): TextDecoder | null {
  const [first, second] = start
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return decoderOf('utf-16le')
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return decoderOf('utf-16be')
  const [, label] =
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=\s*["']([^"'>]*)["']/.exec(start.toString('latin1', 0, 200)) ?? []
  // What says UTF-16 in bytes of one each was written by a program that did not know how it would be saved.
  return label === undefined || /^(utf-?8|us-ascii|ascii|utf-?16.*)$/i.test(label) ? null : decoderOf(label)
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch (error) {
    throw new FileRefusal('damaged', { cause: error })
  }
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (error) {
    throw new FileRefusal('damaged', { cause: error })
  }
}
