import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** What a process prints that logs so; a log writes to the terminal itself, not through what a test could replace. */
function logged(statement: string): string {
  const script = `import { createLog } from '${join(import.meta.dirname, 'log.ts')}'; ${statement}`
  return execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', script], { encoding: 'utf8' })
}

it('the log is one JSON object a line when nobody looks, with the time in words and errors with their stack', () => {
  const lines = logged(`const log = createLog({ level: 'info' })
    log.debug('not this')
    log.warn({ batch: 7 }, 'this')
    log.error({ err: new Error('and this') }, 'that')`)
  const [first, second, ...more] = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(first).toMatchObject({ level: 40, batch: 7, msg: 'this', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })
  expect(second).toMatchObject({ level: 50, msg: 'that', err: { message: 'and this', stack: expect.any(String) } })
  expect(more).toEqual([])
})

it('the log is lines for people when asked to be', () => {
  const lines = logged(`createLog({ level: 'info', pretty: true }).info({ batch: 7 }, 'this')`)
  expect(lines).toMatch(/INFO.*: .*this/)
  expect(lines).toMatch(/batch.*: .*7/)
})
