/**
 * Random histories against the oracle, for as long as there is time: `npm run fuzz -- --minutes 10 [--seed 42 [--path 3]]`.
 * It starts a PostgreSQL of its own (or uses DATABASE_URL), prints every seed, and ends with the smallest history that it
 * found to be wrong, and how to live through it again. `--history <file>` lives through one that was printed.
 * `--concurrency` lets crowds of processes loose instead, among deaths of all kinds. `--files` reads files to import that
 * were fine until something happened to them (`--only`: that of the seed alone). Exit code 1: something was wrong.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { letLoose } from './crowd/crowd.ts'
import { startMortalDatabase } from './crowd/database.ts'
import { fuzzFiles } from './files/fuzz.ts'
import { findWrong, judge, tell } from './search.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Histories of one seed: enough that its line says something, few enough that there is one every half minute. */
const historiesPerSeed = 20

/** How long one crowd writes. */
const secondsPerCrowd = 30

/** How long a smaller counterexample is looked for. */
const shrinkingFor = 5 * 60_000

const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    path: { type: 'string' },
    history: { type: 'string' },
    concurrency: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    only: { type: 'boolean', default: false },
  },
})
const minutes = Number(asked.minutes)
const first = asked.seed === undefined ? Date.now() % 2 ** 31 : Number(asked.seed)
if (!(minutes > 0) || !Number.isInteger(first)) {
  console.error('Say for how many minutes, and a whole number as seed: npm run fuzz -- --minutes 10 --seed 42')
  process.exit(2)
}

process.exitCode = (await fuzz()) ? 0 : 1

async function fuzz(): Promise<boolean> {
  if (asked.concurrency) return loosen()
  if (asked.files) return fuzzFiles({ first, minutes, only: asked.only })
  const { server, stop } = await startTestServer()
  try {
    return asked.history === undefined ? await search(server) : await again(server, asked.history)
  } finally {
    await stop()
  }
}

/** Seed after seed, until one goes wrong or the time is over. */
async function search(server: TestServer): Promise<boolean> {
  const until = Date.now() + minutes * 60_000
  for (let seed = first; seed === first || Date.now() < until; seed += 1) {
    const began = Date.now()
    const wrong = await findWrong(server, { seed, runs: historiesPerSeed, path: asked.path, shrinkingFor })
    if (wrong) {
      console.log(tell(wrong, seed))
      return false
    }
    const took = Math.round((Date.now() - began) / 1000)
    console.log(`seed ${seed}: ${historiesPerSeed} histories went as the oracle says, ${took} s`)
    if (asked.path !== undefined) return true
  }
  return true
}

async function again(server: TestServer, file: string): Promise<boolean> {
  const wrong = await judge(server, JSON.parse(await readFile(file, 'utf8')))
  console.log(wrong ? `In round ${wrong.rounds + 1}: ${wrong.message}` : 'The history went as the oracle says.')
  return !wrong
}

/** Crowd after crowd, each on a database of its own. What they do depends on the moment: a seed says only what they try. */
async function loosen(): Promise<boolean> {
  const until = Date.now() + minutes * 60_000
  for (let seed = first; seed === first || Date.now() < until; seed += 1) {
    const database = await startMortalDatabase()
    try {
      const { committed, told, unanswered, suffered, differences } = await letLoose(database, {
        seconds: secondsPerCrowd,
        seed,
        every: 1000,
      })
      const deaths = Object.entries(suffered).map(([what, times]) => `${what} × ${times}`)
      const asked = `${committed} acts, ${told} told over HTTP, ${unanswered} not answered`
      console.log(`seed ${seed}: ${asked}; killed: ${deaths.join(', ')}; ${differences.length} differences`)
      for (const difference of differences) console.log(difference)
      if (differences.length > 0) return false
    } finally {
      await database.stop()
    }
  }
  return true
}
