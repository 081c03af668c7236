import { readCsv } from './csv/csv.ts'
import { assertWorkbook, kindOf, refusalOfCompound, telling } from './kind.ts'
import type { FilePart } from './row.ts'
import { readXlsx } from './xlsx/xlsx.ts'
import { partsOf } from './zip.ts'

/** Reads a file of whatever kind its content is. It trusts nothing in it, and is nevertheless run in a process of its own. */
export async function* readContent(input: {
  name: string
  headers: ReadonlySet<string>
  content: AsyncIterator<Buffer>
}): AsyncGenerator<FilePart> {
  const { name, headers, content } = input
  const start = await beginningOf(content)
  switch (kindOf(start, name)) {
    case 'text':
      yield* readCsv(from(start, content), headers)
      return
    case 'compound':
      throw refusalOfCompound(await whole(start, content))
    case 'zip': {
      const parts = await partsOf(await whole(start, content))
      assertWorkbook(parts)
      yield* readXlsx(parts, headers)
    }
  }
}

async function beginningOf(content: AsyncIterator<Buffer>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0)
  while (start.length < telling) {
    const next = await content.next()
    if (next.done) break
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
  }
  return start
}

async function* from(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function whole(start: Buffer, rest: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks = []
  for await (const chunk of from(start, rest)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
