import { Worker } from 'node:worker_threads'

/** A file that takes longer hangs. */
const patience = 60_000

/** How often it is said how far it came. */
const sayEvery = 10_000

type Told = { seed: number; ended?: string; wrong?: string }

/** Reads files that were fine until something happened to them, seed after seed. False: one was neither read nor refused. */
export async function fuzzFiles(input: { first: number; minutes: number; only: boolean }): Promise<boolean> {
  const { first, minutes, only } = input
  const until = only ? 0 : Date.now() + minutes * 60_000
  const worker = new Worker(new URL('./fuzzing.ts', import.meta.url), { workerData: first })
  try {
    const { seed, wrong } = await lastTold(worker, first, until)
    console.log(
      wrong === undefined
        ? `seeds ${first} to ${seed}: every file was read or refused`
        : `seed ${seed}: ${wrong}\nOnce more: npm run fuzz -- --files --only --seed ${seed}`,
    )
    return wrong === undefined
  } finally {
    await worker.terminate()
  }
}

/** The first thing that is wrong, or what comes when the time is over. A thread that keeps silent for too long hangs. */
function lastTold(worker: Worker, first: number, until: number): Promise<Told> {
  const ends = new Map<string, number>()
  const say = () => console.log([...ends].map(([end, times]) => `${end} × ${times}`).join(', '))
  let said = Date.now()
  let at = first
  return new Promise((resolve) => {
    const end = (told: Told) => {
      clearTimeout(silence)
      say()
      resolve(told)
    }
    const silence = setTimeout(() => end({ seed: at, wrong: 'it hangs' }), patience)
    worker.on('error', (error) => end({ seed: at, wrong: `the thread ended: ${error}` }))
    worker.on('message', (told: Told) => {
      at = told.seed
      silence.refresh()
      if (told.wrong !== undefined) return end(told)
      if (told.ended === undefined) return
      ends.set(told.ended, (ends.get(told.ended) ?? 0) + 1)
      if (Date.now() >= until) return end(told)
      if (Date.now() - said < sayEvery) return
      said = Date.now()
      say()
    })
  })
}
