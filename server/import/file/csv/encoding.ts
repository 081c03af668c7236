import { FileRefusal } from '../refusal.ts'

/** The text of a file, whose bytes are UTF-8, or UTF-16 with its mark; anything else would be a guess at people's names. */
export async function* textOf(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const chunk of content) {
    decoder ??= decoderFor(chunk)
    yield decoded(decoder, chunk)
  }
  if (decoder) yield decoded(decoder)
}

/** The mark itself is left out by what decodes. */
function decoderFor([first, second]: Buffer): TextDecoder {
  const label =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(label, { fatal: true })
}

function decoded(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (error) {
    throw new FileRefusal('not-utf8', { cause: error })
  }
}
