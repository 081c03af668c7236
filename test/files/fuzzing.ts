/**
 * A thread that reads the files of one seed after another, from `workerData` on, and says of each that it begins and how it
 * ended. Whoever started it sees a hang.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { judgeFile } from './judge.ts'

/** One of so many is read in a process of its own, as the server does it. */
const inProcess = 200

for (let seed: number = workerData; ; seed++) {
  parentPort?.postMessage({ seed })
  try {
    parentPort?.postMessage({ seed, ended: await judgeFile(seed, seed % inProcess === 0 ? 'in a process' : 'here') })
  } catch (error) {
    parentPort?.postMessage({ seed, wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
