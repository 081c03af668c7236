import { readContent } from '../../server/import/file/content.ts'
import { type FileHead, type FilePart, FileRefusal, type FileRow } from '../../server/import/file/index.ts'

/** Words that a person's column is headed with, as far as the tests use them. */
export const headers = ['e-mail', 'employee number', 'e-mailadres']

export type ReadFile = { head: FileHead; rows: FileRow[] }

/** All that a file says, read in this process, where a test sees what goes wrong. */
export function readAll(content: Uint8Array | string, name = 'file.xlsx'): Promise<ReadFile> {
  return gather(readContent({ name, headers: new Set(headers), content: chunksOf(Buffer.from(content as Uint8Array)) }))
}

export async function gather(parts: AsyncIterable<FilePart>): Promise<ReadFile> {
  let head: FileHead | undefined
  const rows: FileRow[] = []
  for await (const part of parts) {
    if ('head' in part) head = part.head
    else rows.push(...part.rows)
  }
  if (!head) throw new Error('there is no head')
  return { head, rows }
}

async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}

/** What each cell of a row says, by its column; a mark says x. */
export function cellsOf(rows: readonly FileRow[], row = 1): Record<number, string> {
  const found = rows.find((each) => each.row === row)
  if (!found) return {}
  return Object.fromEntries([...found.cells, ...found.marks.map((column) => [column, 'x'] as const)])
}

/** The code with which a file is refused. */
export async function refusalOf(content: Uint8Array | string, name?: string): Promise<string> {
  try {
    await readAll(content, name)
  } catch (error) {
    if (error instanceof FileRefusal) return error.code
    throw error
  }
  return 'read'
}
