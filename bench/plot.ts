import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawMarkdown } from './markdown.ts'
import { drawGrowth } from './plot/growth.ts'
import { readResults } from './results.ts'

// Draws docs/bench/growth.svg and the README's table of figures from bench/results/*.json.

const root = join(import.meta.dirname, '..')
const results = await readResults()
if (results.length < 2)
  throw new Error('growth is seen from two sizes on: npm run bench -- --users 10000 --users 100000')
await mkdir(join(root, 'docs/bench'), { recursive: true })
await writeFile(join(root, 'docs/bench/growth.svg'), drawGrowth(results))

const readme = await readFile(join(root, 'README.md'), 'utf8')
const [before, after] = [readme.indexOf('<!-- figures'), readme.indexOf('<!-- /figures -->')]
if (before < 0 || after < before) throw new Error('README.md has no place for figures')
const opening = readme.slice(0, readme.indexOf('\n', before) + 1)
await writeFile(join(root, 'README.md'), `${opening}${drawMarkdown(results)}\n${readme.slice(after)}`)
