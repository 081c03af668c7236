import { describe, expect, it } from 'vitest'
import { hostile } from '../../../test/files/hostile.ts'
import { gather, headers } from '../../../test/files/read.ts'
import { rowXml, sheetOf } from '../../../test/files/workbook.ts'
import { FileRefusal, limits } from './index.ts'
import { readBy } from './process.ts'

/** However slow the machine is: what it takes on an idle one is printed, and is less than five seconds. */
const patience = 120_000

const megabyte = 1_048_576
const reader = new URL('./reader.ts', import.meta.url)

/** The memory of this process, without what only waits to be given back. */
function memory(): number {
  return process.memoryUsage.rss()
}

/** How a file ends, how long that took, and how much memory the process that read it needed. */
async function ending(content: Uint8Array, name: string) {
  let peak = 0
  let code = 'read'
  const began = performance.now()
  const parts = readBy(reader, { name, content, headers, deadlineMs: patience, onPeak: (bytes) => (peak = bytes) })
  try {
    for await (const _ of parts);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error
    code = error.code
  }
  return { code, seconds: (performance.now() - began) / 1000, peak: peak / megabyte }
}

describe('a hostile file', () => {
  it.each(hostile)(
    'ends as it should: $what',
    { timeout: patience },
    async ({ make, name = 'a.xlsx', refused, what }) => {
      const content = await make()
      const before = memory()
      const { code, seconds, peak } = await ending(content, name)
      const grown = (memory() - before) / megabyte
      console.log(`${seconds.toFixed(2)} s, ${peak.toFixed(0)} MB there, ${grown.toFixed(0)} MB here: ${what}`)
      expect(code).toBe(refused)
      // It is looked at 20 times a second, and 64 MB are as much as comes in between.
      expect(peak).toBeLessThan(limits.memoryBytes / megabyte + 64)
      expect(grown).toBeLessThan(128)
    },
  )

  it('leaves nothing behind that keeps a good one from being read', { timeout: patience }, async () => {
    const content = sheetOf(rowXml(1, ['E-mail']))
    const all = hostile.slice(0, 4).map(async ({ make, name = 'a.xlsx' }) => ending(await make(), name))
    await Promise.all(all)
    const { rows } = await gather(readBy(reader, { name: 'a.xlsx', content, headers }))
    expect(rows).toEqual([{ row: 1, marks: [], cells: [[0, 'E-mail']] }])
  })
})
