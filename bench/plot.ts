import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawGrowth } from './plot/growth.ts'
import { readResults } from './results.ts'

// Draws docs/bench/growth.svg from bench/results/*.json: how each figure grows with the academy.

const folder = join(import.meta.dirname, '../docs/bench')
const results = await readResults()
if (results.length < 2)
  throw new Error('growth is seen from two sizes on: run npm run bench -- --users 10000 --users 100000')
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'growth.svg'), drawGrowth(results))
