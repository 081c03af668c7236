import type { Bell } from './bell.ts'
import type { Log } from './log.ts'

export type Worker = {
  /** Lets the piece of work at hand end, and starts no other. */
  stop(): Promise<void>
}

/**
 * Does work whenever its topic is rung and at least every `sweepEvery` milliseconds, one piece after the other.
 * `work` does one bounded piece and says whether there may be more. A fault is logged and tried again at the next sweep:
 * what is to be done is still in its table.
 */
export function startWorker(input: {
  name: string
  topic: string
  sweepEvery: number
  bell: Bell
  log: Log
  work: () => Promise<{ more: boolean }>
}): Worker {
  const { name, topic, sweepEvery, bell, log, work } = input
  let stopping = false
  let rung = true
  let wake: () => void = () => undefined

  const unhook = bell.onRing(topic, () => {
    rung = true
    wake()
  })

  const sleep = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, sweepEvery)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    while (!stopping) {
      // Cleared before the work begins: a ring during it may be about something it did not see.
      rung = false
      try {
        const { more } = await work()
        if (more) continue
      } catch (error) {
        log.error({ err: error, worker: name }, 'a worker failed; it tries again')
      }
      if (!rung && !stopping) await sleep()
    }
  }
  const running = run()

  return {
    async stop() {
      stopping = true
      unhook()
      wake()
      await running
    },
  }
}
