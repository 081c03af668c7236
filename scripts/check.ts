/**
 * `npm test` and `npm run check`: everything that has to hold, the quick things first. Every step runs even when one
 * before it failed, so that one run tells all there is to mend; any failure fails the whole.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const results = join(root, 'test/results/tests.json')

const steps: Array<[what: string, program: string, args: string[]]> = [
  ['format and lint', 'biome', ['ci', '.']],
  ['promises', 'oxlint', ['--type-aware']],
  ['types', 'tsc', ['--project', '.']],
  ['import directions', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'server', 'web']],
  ['dead code', 'knip', []],
  ['schema dump', process.execPath, ['scripts/schema.ts', '--check']],
  ['tests', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`]],
]

const failed: string[] = []
await rm(results, { force: true })
await mkdir(dirname(results), { recursive: true })
for (const [what, program, args] of steps) {
  const began = performance.now()
  console.log(`\n── ${what}`)
  const code = await run(program, args)
  const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
  console.log(code === 0 ? `   ${what}: right, ${took}` : `   ${what}: FAILED with ${code}, ${took}`)
  if (code !== 0) failed.push(what)
}

const tests = await readTests()
if (tests.passed === 0) failed.push('no test ran')
console.log(failed.length === 0 ? '\nAll is right.' : `\nFailed: ${failed.join(', ')}.`)
console.log(`${tests.passed} passed, ${tests.failed + failed.filter((what) => what !== 'tests').length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1

/** Programs of node_modules by their name: npm puts them on the path, and this does for whoever calls it without npm. */
function run(program: string, args: string[]): Promise<number> {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

async function readTests(): Promise<{ passed: number; failed: number }> {
  const text = await readFile(results, 'utf8').catch(() => '{}')
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(text) as Record<string, number>
  return { passed: numPassedTests, failed: numFailedTests }
}
