/**
 * Reads one file, in a process of its own: whatever a file does to it, the server goes on.
 *
 * Standard input: a line of JSON, `{ name, headers }`, then the bytes of the file. Standard output: lines of JSON, see `Said`.
 */
import { Batch, lineOf } from './batch.ts'
import { readContent } from './content.ts'
import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { FilePart } from './row.ts'

const lineFeed = 0x0a

/** How often memory is looked at. */
const lookEvery = 50

// Whoever asked is gone.
process.stdout.on('error', () => process.exit(1))

let peak = 0

// What limits the heap does not limit buffers.
setInterval(() => {
  peakBytes()
  if (process.memoryUsage.rss() < limits.memoryBytes) return
  // Perhaps most of it only waits to be given back.
  globalThis.gc?.()
  if (process.memoryUsage.rss() < limits.memoryBytes) return
  process.stdout.write(lineOf({ refusal: 'unpacks-too-large', peakBytes: peak }), () => process.exit())
}, lookEvery).unref()

try {
  const chunks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const { name, headers, start } = await asked(chunks)
  await tell(readContent({ name, headers: new Set(headers), content: from(start, chunks) }))
  await say(lineOf({ end: true, peakBytes: peakBytes() }))
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error
  await say(lineOf({ refusal: error.code, peakBytes: peakBytes() }))
}
// Perhaps not all of the file was wanted.
process.stdin.destroy()

async function asked(chunks: AsyncIterator<Buffer>): Promise<{ name: string; headers: string[]; start: Buffer }> {
  let start: Buffer = Buffer.alloc(0)
  for (;;) {
    const at = start.indexOf(lineFeed)
    if (at >= 0) return { ...JSON.parse(start.toString('utf8', 0, at)), start: start.subarray(at + 1) }
    const next = await chunks.next()
    if (next.done) throw new Error('Nobody said what to read.')
    start = Buffer.concat([start, next.value])
  }
}

async function* from(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function tell(parts: AsyncIterable<FilePart>): Promise<void> {
  const batch = new Batch()
  for await (const part of parts) {
    if ('head' in part) await say(lineOf(part))
    else {
      for (const row of part.rows) {
        const line = batch.add(row)
        if (line) await say(line)
      }
    }
  }
  const line = batch.rest()
  if (line) await say(line)
}

/** Says a line, and waits while nobody listens. */
async function say(line: string): Promise<void> {
  if (process.stdout.write(line)) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}

/** As far as it was looked at: what the system counts as the peak begins with that of whoever started this process. */
function peakBytes(): number {
  peak = Math.max(peak, process.memoryUsage.rss())
  return peak
}
