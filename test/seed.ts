import { execFileSync } from 'node:child_process'

/**
 * What the random tests of a run draw from: other worlds and acts with every commit, and for one commit the same wherever it is
 * tested, so that what was right before it was handed over is right after. `MUSTER_SEED` chooses another. Without a
 * repository it is of the moment.
 */
export const seed = Number(process.env.MUSTER_SEED ?? ofCommit() ?? Date.now() % 2 ** 31)

function ofCommit(): number | undefined {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number.parseInt(commit.toString().slice(0, 7), 16)
  } catch {
    return undefined
  }
}
