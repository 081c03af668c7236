import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, vi } from 'vitest'
import { serveWithoutScreens } from './serve.ts'

// The doors, opened as people open them: as processes, with nothing but an environment.

const root = join(import.meta.dirname, '..')
type Environment = Record<string, string>
export type Doors = Awaited<ReturnType<typeof openHouse>>

/** A home for the processes of one test file, with a data folder that is not made yet. */
export async function openHouse() {
  const home = await mkdtemp(join(tmpdir(), 'muster-doors-'))
  const data = join(home, 'data')
  const started: ChildProcess[] = []

  /** A process of Muster, and what it said when it has ended. */
  function open(args: string[], environment: Environment) {
    const { DATABASE_URL: _, ...inherited } = process.env
    const child = spawn(process.execPath, args, {
      cwd: home,
      env: { ...inherited, LOG_LEVEL: 'warn', MUSTER_DATA: data, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    const said = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    const ended = said.then(([output, errors, [code]]) => ({ output, errors, code: code as number }))
    return { child, ended }
  }

  return {
    data,
    /** One command, to its end. A word with spaces is given in the list. */
    door: (command: string | string[], environment: Environment = {}) =>
      open([join(root, 'bin/muster.js'), ...(typeof command === 'string' ? command.split(' ') : command)], environment)
        .ended,
    /** A server without screens, once it is ready. */
    async serveAt(port: number, environment: Environment) {
      const { child, ended } = open(serveWithoutScreens, { MUSTER_PORT: String(port), ...environment })
      const ready = async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200)
      await Promise.race([vi.waitFor(ready, { timeout: 40_000, interval: 50 }), ended.then(refuseEnd)])
      return { child, ended, url: `http://127.0.0.1:${port}` }
    },
    killAll: async () => void (await Promise.all(started.splice(0).map(kill))),
    close: () => rm(home, { recursive: true, force: true }),
  }
}

function refuseEnd(end: { errors: string }): never {
  throw new Error(`Muster ended instead of starting: ${end.errors}`)
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
