import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gather, headers, readAll } from '../../../test/files/read.ts'
import { rowXml, sheetOf } from '../../../test/files/workbook.ts'
import { FileRefusal, limits, readFile } from './index.ts'
import { readBy } from './process.ts'

/** A process starts within it however busy the machine is. */
const patience = 60_000

const header = rowXml(1, ['E-mail', 'First aid'])
const people = (count: number) =>
  sheetOf(header + Array.from({ length: count }, (_, i) => rowXml(i + 2, [`p${i}@example.com`, 'x'])).join(''))

const refusal = async (parts: AsyncIterable<unknown>) => {
  try {
    for await (const _ of parts);
  } catch (error) {
    if (error instanceof FileRefusal) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a file', { timeout: patience }, () => {
  it('is read in a process of its own as it is read in this one', async () => {
    const content = people(3000)
    const read = await gather(readFile({ name: 'people.xlsx', content, headers }))
    expect(read).toEqual(await readAll(content))
    expect(read.rows.length).toBe(3001)
  })

  it('is read as it comes, piece by piece', async () => {
    const content = people(10)
    async function* pieces() {
      for (const byte of content) yield Buffer.from([byte])
    }
    const read = await gather(readFile({ name: 'people.xlsx', content: pieces(), headers }))
    expect(read.rows.length).toBe(11)
  })

  it('comes in batches, and is read no further than somebody wants', async () => {
    const sizes: number[] = []
    for await (const part of readFile({ name: 'people.xlsx', content: people(5000), headers })) {
      if ('rows' in part) sizes.push(part.rows.length)
      if (sizes.length === 2) break
    }
    expect(sizes).toEqual([1000, 1000])
  })

  it('is refused with its own words, also when it is refused from afar', async () => {
    const refused = await refusal(readFile({ name: 'a.xlsx', content: Buffer.from('%PDF-1.7'), headers }))
    expect(refused.code).toBe('pdf')
    expect(refused.message).toContain('PDF')
  })

  it('is refused when it is too large, before it is there', async () => {
    const megabyte = Buffer.alloc(1_048_576)
    let given = 0
    async function* endless() {
      for (;;) {
        given += megabyte.length
        yield megabyte
      }
    }
    expect((await refusal(readFile({ name: 'a.csv', content: endless(), headers }))).code).toBe('not-a-spreadsheet')
    async function* text() {
      yield Buffer.from('PK\x03\x04')
      yield* endless()
    }
    given = 0
    expect((await refusal(readFile({ name: 'a.xlsx', content: text(), headers }))).code).toBe('too-large')
    expect(given).toBeLessThanOrEqual(limits.fileBytes + megabyte.length)
  })

  it('that fails to come fails as it does', async () => {
    async function* broken() {
      yield Buffer.from('E-mail,Name\n')
      throw new Error('the line is cut')
    }
    await expect(gather(readFile({ name: 'a.csv', content: broken(), headers }))).rejects.toThrow('the line is cut')
  })

  it('is left when the signal says so', async () => {
    const controller = new AbortController()
    async function* hanging() {
      yield Buffer.from('E-mail,Name\n')
      controller.abort(new Error('the visitor left'))
      await new Promise(() => {})
    }
    const read = gather(readFile({ name: 'a.csv', content: hanging(), headers, signal: controller.signal }))
    await expect(read).rejects.toThrow('the visitor left')
    const late = gather(readFile({ name: 'a.csv', content: people(1), headers, signal: controller.signal }))
    await expect(late).rejects.toThrow('the visitor left')
  })
})

describe('a process that does not read', { timeout: patience }, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-reader-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Why a file is refused that is given to a program of one line. */
  async function refusedBy(program: string, more: { deadlineMs?: number } = {}) {
    const path = join(folder, 'program.mjs')
    await writeFile(path, program)
    const asked = { name: 'a.xlsx', content: people(10), headers, ...more }
    return (await refusal(readBy(pathToFileURL(path), asked))).code
  }

  const rows = JSON.stringify({ rows: [[1, 0, [0], [1, 'a']]] })

  it.each([
    ['ends at once', 'process.exit(0)'],
    ['ends after some rows', `console.log(${JSON.stringify(rows)})`],
    ['throws', 'throw new Error("no")'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")'],
    ['is out of memory', 'const all = []; for (;;) all.push(new Array(1e6).fill({}))'],
    ['says what is no JSON', 'console.log("hello")'],
    ['says what are no rows', `console.log('{"rows":[[1,0,["a"],[]]]}')`],
    ['says what is no cell', `console.log('{"rows":[[1,0,[],[1,2]]]}')`],
    ['says what is no head', `console.log('{"head":{"format":"xls"}}')`],
    ['refuses for a reason that is none', `console.log('{"refusal":"because","peakBytes":1}')`],
    ['never ends a line', 'const some = "a".repeat(1e6); for (;;) process.stdout.write(some)'],
  ])('is a refusal when it %s', async (_, program) => {
    expect(await refusedBy(program)).toBe('failed')
  })

  it('is a refusal when it hangs', async () => {
    expect(await refusedBy('for (;;);', { deadlineMs: 300 })).toBe('too-slow')
    expect(await refusedBy('setInterval(() => {}, 1000)', { deadlineMs: 300 })).toBe('too-slow')
  })

  it('finds no secret of the server', async () => {
    process.env.MUSTER_TEST_SECRET = 'secret'
    try {
      const program = 'if (process.env.MUSTER_TEST_SECRET) setInterval(() => {}, 1000)'
      expect(await refusedBy(program, { deadlineMs: 20_000 })).toBe('failed')
    } finally {
      delete process.env.MUSTER_TEST_SECRET
    }
  })

  it('does not wait when nobody listens', async () => {
    const path = join(folder, 'chatter.mjs')
    await writeFile(
      path,
      `for (;;) if (!process.stdout.write(${JSON.stringify(`${rows}\n`)})) await new Promise((r) => process.stdout.once("drain", r))`,
    )
    let parts = 0
    for await (const _ of readBy(pathToFileURL(path), {
      name: 'a',
      content: Buffer.alloc(0),
      headers,
      deadlineMs: 5000,
    })) {
      parts += 1
      if (parts === 100) break
      if (parts < 5) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(parts).toBe(100)
  })
})
