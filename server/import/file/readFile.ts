import { readBy } from './process.ts'
import type { FilePart } from './row.ts'

/**
 * Reads a file in a process of its own, with caps and a deadline. Yields the head, then batches of about 1,000 rows (empty
 * rows are left out) as they are read, with back pressure. Throws a FileRefusal, also after rows, for damage may come last;
 * whatever the process does (crash, out of memory, hang, garbage) is one. An abort throws the signal's reason.
 *
 * `headers`: lower-case words of which a person's column has one as its header; they tell the sheet to read, and in csv the
 * delimiter. Only the time that the process keeps us waiting counts for the deadline.
 */
export function readFile(input: {
  name: string
  content: Uint8Array | AsyncIterable<Uint8Array>
  headers: readonly string[]
  deadlineMs?: number
  signal?: AbortSignal
}): AsyncIterable<FilePart> {
  return readBy(new URL('./reader.ts', import.meta.url), input)
}
