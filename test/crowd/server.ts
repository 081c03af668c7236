import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../freePort.ts'
import { serveWithoutScreens } from '../serve.ts'
import { isLost } from './lost.ts'

/** How long a start may take while the database comes and goes. */
const startMayTake = 60_000

/** A whole server in a process of its own, that is killed and comes back at the same address. */
export type MortalServer = {
  readonly url: string
  /** Kills it as a machine that dies would, and starts it again. Resolves when it is ready. */
  killAndRestart(): Promise<void>
  /** Asks it to end, and throws when it does not do so in order, or met a fault. */
  stop(): Promise<void>
  /** For good, whatever it is at. */
  kill(): void
  /** Throws when it met something that it cannot explain by a lost database, or ended by itself. */
  refuseFaults(): void
}

export async function startMortalServer(input: { databaseUrl: string; smtpUrl: string }): Promise<MortalServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const faults: string[] = []
  let asked = false
  let lastWords = ''
  let child: ChildProcess

  const spawnOne = () => {
    const environment = { DATABASE_URL: input.databaseUrl, SMTP_URL: input.smtpUrl, MUSTER_PORT: String(port) }
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MUSTER_'))
    const env = {
      ...Object.fromEntries(inherited),
      ...environment,
      MUSTER_URL: url,
      MUSTER_DATA: tmpdir(),
      LOG_LEVEL: 'error',
    }
    const one = spawn(process.execPath, serveWithoutScreens, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    one.stderr.on('data', (said) => {
      lastWords = String(said)
    })
    createInterface({ input: one.stdout }).on('line', (line) => {
      if (line.startsWith('{') && !isLost(JSON.parse(line).err)) faults.push(line)
    })
    return one
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const isReady = () =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )

  /** One that finds no database gives up; whoever watches over it starts another. */
  const start = async () => {
    asked = false
    child = spawnOne()
    for (const until = Date.now() + startMayTake; !(await isReady()); await pause(100)) {
      if (Date.now() > until) throw new Error(`a server did not start: ${lastWords}`)
      if (hasEnded()) child = spawnOne()
    }
    const watched = child
    watched.once('exit', (code, signal) => {
      if (!asked) faults.push(`a server ended by itself (${code ?? signal}): ${lastWords}`)
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    asked = true
    if (hasEnded()) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  const refuseFaults = () => {
    if (faults.length > 0) throw new Error(`a server met a fault: ${faults.join('\n')}`)
  }

  await start()
  return {
    url,
    async killAndRestart() {
      await end('SIGKILL')
      await start()
    },
    async stop() {
      await end('SIGTERM')
      if (child.exitCode !== 0) faults.push(`a server that was asked to end answered ${child.exitCode}`)
      refuseFaults()
    },
    kill() {
      asked = true
      child.kill('SIGKILL')
    },
    refuseFaults,
  }
}
