import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Figure, holds } from './figure.ts'
import type { Machine } from './machine.ts'

/** One run at one size. */
export type Results = {
  readonly users: number
  readonly enrollments: number
  readonly links: number
  readonly rules: number
  readonly machine: Machine
  readonly figures: readonly Figure[]
}

const folder = join(import.meta.dirname, 'results')

export async function writeResults(results: Results): Promise<void> {
  const figures = results.figures.map((figure) => rounded({ ...figure, holds: holds(figure) }))
  const text = JSON.stringify({ ...results, figures }, null, 2)
  await writeFile(join(folder, `${results.users}.json`), `${text}\n`)
}

/** Every size that was measured, the smallest first. */
export async function readResults(): Promise<Results[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const all = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))))
  return (all as Results[]).sort((a, b) => a.users - b.users)
}

/** Four digits say all that was measured. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toPrecision(4)) : part)))
}
