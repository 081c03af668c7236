import fc from 'fast-check'
import { anyHistory, type History } from './history.ts'
import { live } from './live.ts'
import { createDatabaseOn, type TestServer } from './server.ts'

/** A history after which the engine does not hold what the oracle says. */
export type Wrong = { history: History; message: string; path: string | null }

/** Looks among the histories of a seed for one that goes wrong; answers the smallest found of it, in the time given for that. */
export async function findWrong(
  server: TestServer,
  input: { seed: number; runs: number; path?: string | undefined; shrinkingFor: number },
): Promise<Wrong | undefined> {
  const { seed, runs, path, shrinkingFor } = input
  const property = fc.asyncProperty(anyHistory, async (history) => {
    const wrong = await judge(server, history)
    if (wrong) throw new Error(wrong.message)
  })
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    endOnFailure: true,
    ...(path !== undefined && { path }),
  })
  const [history] = details.counterexample ?? []
  if (!history) return undefined
  const once = String(details.errorInstance)
  const smallest = await shrink(server, { history, once }, Date.now() + shrinkingFor)
  return { ...smallest, path: details.counterexamplePath }
}

/** What went wrong, and how to see it again. */
export function tell({ message, history, path }: Wrong, seed: number): string {
  return [
    message,
    `The smallest history found (npm run fuzz -- --history <file>):\n${JSON.stringify(history)}`,
    `Again: npm run fuzz -- --seed ${seed} --path ${path}`,
  ].join('\n\n')
}

type Judged = { message: string; rounds: number }

/** Lives through a history in a database of its own. Answers what went wrong, if anything did, and in which round. */
export async function judge(server: TestServer, history: History): Promise<Judged | undefined> {
  const { db, drop } = await createDatabaseOn(server)
  let rounds = 0
  try {
    await live(db, history, () => {
      rounds += 1
    })
    return undefined
  } catch (error) {
    return { message: (error as Error).stack ?? String(error), rounds }
  } finally {
    await drop()
  }
}

/**
 * Makes a history smaller for as long as it stays wrong. fast-check would do that too, and live ten times as long: it does not
 * know that what comes after the round that went wrong may go, nor that whole rounds may.
 */
async function shrink(
  server: TestServer,
  { history: given, once }: { history: History; once: string },
  until: number,
): Promise<{ history: History; message: string }> {
  let history = given
  let judged = await judge(server, given)
  if (!judged) return { history, message: `This once, and not again: what it did depends on something else.\n${once}` }
  for (let smaller = true; smaller && Date.now() < until; ) {
    smaller = false
    history = history.slice(0, judged.rounds + 1)
    for (const candidate of smallerThan(history)) {
      if (Date.now() > until) break
      const again = await judge(server, candidate)
      if (!again) continue
      ;[history, judged, smaller] = [candidate, again, true]
      break
    }
  }
  return { history, message: judged.message }
}

/** Ever smaller pieces of it left out: rounds, then acts, steps, and pieces of work. */
function* smallerThan(history: History): Generator<History> {
  for (let size = Math.ceil(history.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = history.length - size; at >= 0; at -= size) {
      if (size < history.length) yield history.toSpliced(at, size)
    }
  }
  for (const [nth, round] of history.entries()) {
    for (const smaller of smallerRounds(round)) yield history.with(nth, smaller)
  }
}

function* smallerRounds(round: History[number]): Generator<History[number]> {
  if (round.length > 1) for (const nth of round.keys()) yield round.toSpliced(nth, 1)
  for (const [nth, { act, pieces }] of round.entries()) {
    if (act.steps.length > 1) {
      for (const at of act.steps.keys()) {
        yield round.with(nth, { act: { ...act, steps: act.steps.toSpliced(at, 1) }, pieces })
      }
    }
    if (pieces.length > 0) yield round.with(nth, { act, pieces: pieces.slice(1) })
  }
}
