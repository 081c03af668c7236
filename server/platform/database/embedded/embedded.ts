import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Log } from '../../log.ts'
import { StartProblem } from '../../startProblem.ts'
import { prepareBinaries } from './binaries.ts'
import { addressOf, type Cluster, openCluster, programOptions, writeAccess } from './cluster.ts'
import { claimFolder } from './folderLock.ts'
import { identifyProcess, type ProcessIdentity, stopPostmaster } from './osProcess.ts'
import { chooseSystemUser, nameOf } from './systemUser.ts'
import { serverSettings } from './tuning.ts'

export type EmbeddedDatabase = {
  /** Where to connect, with the password in it: never to be logged. */
  url: string
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  /** The data folder. It is made if missing. */
  folder: string
  log: Log
  /** Where this Muster answers; told to whoever starts a second one on the same folder. */
  address?: string
  /** For tests only: no durability at all, and the folder is removed at the end. */
  disposable?: boolean
  /** Called if PostgreSQL ends without having been asked to. */
  onLost?: (reason: string) => void
}

type Postmaster = { child: ChildProcess; identity: ProcessIdentity; port: number; stopping: boolean }

/** Starts the PostgreSQL that comes with Muster on a data folder, which is this process's alone until `stop`. */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log, address = 'address unknown', disposable = false } = options
  const folder = await makeFolder(options.folder)
  const lock = await claimFolder({ folder, address })
  try {
    const user = await chooseSystemUser(resolve(folder, 'postgres'))
    const binaries = await prepareBinaries({ folder, user })
    const cluster = await openCluster({ folder, binaries, user, disposable, log })
    const { postmaster, watchdog } = await startPostmaster(cluster, folder, options)
    return {
      url: addressOf(cluster.access, postmaster.port),
      async stop() {
        await stopChild(postmaster)
        watchdog.stdin?.end('stopped')
        if (disposable) await ended(watchdog)
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function makeFolder(folder: string): Promise<string> {
  const path = resolve(folder)
  try {
    const made = await mkdir(path, { recursive: true })
    // The system user that PostgreSQL runs as may pass through, and nobody else learns more than that it is there.
    if (made) await chmod(path, 0o711)
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(path)
  } catch (error) {
    const owner = await stat(path).catch(() => null)
    const reason = owner
      ? `cannot be written by this system user; it belongs to ${await nameOf(owner.uid)}`
      : `cannot be made (${(error as NodeJS.ErrnoException).code})`
    throw new StartProblem(`The data folder ${path} ${reason}. Set MUSTER_DATA to a folder that can.`)
  }
}

/** How long back ends may take to notice that their postmaster was killed, in milliseconds: until then no other begins. */
const orphansEndWithin = 10_000

async function startPostmaster(cluster: Cluster, folder: string, options: EmbeddedOptions) {
  const remembered = cluster.access.port
  const until = performance.now() + orphansEndWithin
  for (let attempt = 1; ; ) {
    const port = remembered !== null && (await isFree(remembered)) ? remembered : await freePort()
    if (port !== remembered) await writeAccess(folder, { ...cluster.access, port })
    try {
      return await launch(cluster, port, options)
    } catch (error) {
      const { message } = error as Error
      if (/pre-existing shared memory block/.test(message) && performance.now() < until) {
        await pause(200)
        continue
      }
      // Someone may take the port between our look and PostgreSQL's.
      if (attempt === 3 || !/could not bind/.test(message)) throw error
      attempt += 1
    }
  }
}

async function launch(cluster: Cluster, port: number, options: EmbeddedOptions) {
  const { log, disposable = false } = options
  const { pathForIt, ...spawnOptions } = programOptions(cluster.path, cluster.user)
  const settings = Object.entries({ port, ...serverSettings({ disposable }) })
  const child = spawn(
    cluster.binaries.postgres,
    ['-D', pathForIt, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...spawnOptions, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const report = listen(child.stderr, log)
  const exit = once(child, 'close')
  const identity = child.pid === undefined ? null : await identifyProcess(child.pid)
  if (!identity) {
    await exit
    throw new Error(`PostgreSQL did not start: ${report.lastWords()}`)
  }
  const watchdog = spawnWatchdog(identity, disposable ? options.folder : undefined)
  const postmaster: Postmaster = { child, identity, port, stopping: false }
  const outcome = await Promise.race([report.ready, exit])
  if (outcome !== 'ready') {
    watchdog.stdin?.end('stopped')
    throw new Error(`PostgreSQL did not start: ${report.lastWords()}`)
  }
  void exit.then(() => {
    if (!postmaster.stopping) options.onLost?.(report.lastWords())
  })
  letGo(child, child.stderr)
  letGo(watchdog, watchdog.stdin)
  return { postmaster, watchdog }
}

/** In a process group of its own, like PostgreSQL itself, so that Ctrl-C in a terminal reaches only the server. */
function spawnWatchdog({ pid, startedAt }: ProcessIdentity, disposableFolder: string | undefined): ChildProcess {
  const script = fileURLToPath(new URL('./watchdog.ts', import.meta.url))
  const watchdog = spawn(
    process.execPath,
    [script, String(pid), startedAt, ...(disposableFolder ? [resolve(disposableFolder)] : [])],
    { cwd: '/', env: {}, detached: true, stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true },
  )
  // Somebody may end the watchdog first; what we have to tell it is then of no use to anyone.
  watchdog.stdin?.on('error', () => {})
  return watchdog
}

/** Passes PostgreSQL's words on to the log, keeps the last of them, and hears when it is ready. */
function listen(stream: Readable, log: Log) {
  const lines: string[] = []
  const ready = new Promise<'ready'>((resolveReady) => {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      if (lines.length > 20) lines.shift()
      log[/^(FATAL|PANIC):/.test(line) ? 'warn' : 'debug']({ from: 'postgres' }, line)
      if (line.includes('database system is ready to accept connections')) resolveReady('ready')
    })
  })
  return { ready, lastWords: () => lines.join('\n') || 'it said nothing' }
}

async function stopChild(postmaster: Postmaster): Promise<void> {
  postmaster.stopping = true
  if (postmaster.child.exitCode === null && postmaster.child.signalCode === null) {
    postmaster.child.ref()
    await stopPostmaster(postmaster.identity)
    await ended(postmaster.child)
  }
}

/** A script that ends without stopping the database may end: the watchdog stops it. */
function letGo(child: ChildProcess, pipe: unknown): void {
  child.unref()
  ;(pipe as Socket | null)?.unref()
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  await once(child, 'exit')
}

function isFree(port: number): Promise<boolean> {
  return tryListening(port).then(
    () => true,
    () => false,
  )
}

function freePort(): Promise<number> {
  return tryListening(0)
}

async function tryListening(port: number): Promise<number> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: bound } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return bound
}
