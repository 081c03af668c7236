import { readContent } from '../../server/import/file/content.ts'
import { type FilePart, FileRefusal, type FileRow, limits, readFile } from '../../server/import/file/index.ts'
import { tidyLine } from '../../server/platform/tidy.ts'
import { mutatedFile } from './mutate.ts'
import { headers } from './read.ts'

/** How the file of a seed ended: read, or refused by a code. Throws what should never happen. */
export async function judgeFile(seed: number, where: 'here' | 'in a process'): Promise<string> {
  const { name, content } = await mutatedFile(seed)
  try {
    await assertRows(where === 'here' ? readHere(name, content) : readFile({ name, content, headers }))
    return 'read'
  } catch (error) {
    // In a process of its own a fault looks like a refusal; here it is seen.
    if (error instanceof FileRefusal && error.code !== 'failed' && error.code !== 'too-slow') return error.code
    throw error
  }
}

function readHere(name: string, content: Buffer): AsyncIterable<FilePart> {
  async function* pieces() {
    yield content
  }
  return readContent({ name, headers: new Set(headers), content: pieces() })
}

async function assertRows(parts: AsyncIterable<FilePart>): Promise<void> {
  let heads = 0
  const seen = new Set<number>()
  for await (const part of parts) {
    if ('head' in part) heads += 1
    else {
      for (const row of part.rows) {
        if (seen.has(row.row)) throw new Error(`row ${row.row} comes twice`)
        seen.add(row.row)
        assertRow(row)
      }
    }
  }
  if (heads !== 1) throw new Error(`there are ${heads} heads`)
}

function assertRow({ row, marks, cells }: FileRow): void {
  const columns = [marks, cells.map(([column]) => column)]
  const wrong =
    !(Number.isInteger(row) && row >= 1 && row <= limits.rows) ||
    columns.some((all) =>
      all.some((column, i) => !(column >= 0 && column < limits.columns && column > (all[i - 1] ?? -1))),
    ) ||
    new Set(columns.flat()).size !== columns.flat().length ||
    columns.flat().length === 0 ||
    cells.some(([, text]) => text === '' || tidyLine(text) !== text || text.length > limits.cellCharacters)
  if (wrong) throw new Error(`row ${row} is not as a row is: ${JSON.stringify({ marks, cells })}`)
}
