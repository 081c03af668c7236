import { execFile } from 'node:child_process'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { promisify } from 'node:util'

/** A process for certain: numbers are given out again, a number together with the moment it began is not. */
export type ProcessIdentity = { pid: number; startedAt: string }

/** Who runs under this number now; null when nobody does (or only its unreaped remains). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const startedAt = process.platform === 'linux' ? await startInProc(pid) : await startFromPs(pid)
  return startedAt === null ? null : { pid, startedAt }
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const present = await identifyProcess(identity.pid)
  return present?.startedAt === identity.startedAt
}

/** Whether the process is gone within so many milliseconds. */
export async function waitUntilGone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (await isAlive(identity)) {
    if (performance.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}

/**
 * Stops a postmaster cleanly: first a fast shutdown, which ends connections and writes a checkpoint; if that hangs, an
 * immediate one, which costs a recovery at the next start but no committed work.
 */
export async function stopPostmaster(identity: ProcessIdentity): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!(await isAlive(identity))) return
    sendSignal(identity.pid, signal)
    if (await waitUntilGone(identity, patience)) return
  }
  throw new Error(`the PostgreSQL process ${identity.pid} does not end`)
}

/** Whether a process works in a folder: a postmaster's current folder is its cluster, whatever name it was given. */
export async function worksIn({ pid }: ProcessIdentity, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return (await askPs(pid, 'command'))?.includes(folder) ?? false
  return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === (await realpath(folder))
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function startInProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  // The second field is the name in parentheses and may itself contain anything; what follows it is regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  if (state === 'Z' || state === 'X' || startTicks === undefined) return null
  return `${await boot}:${startTicks}`
}

/** The start is told in ticks since the machine started, so which start of the machine is part of it. */
const boot = readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
  (id) => id.trim(),
  () => '',
)

async function startFromPs(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return answersToSignal(pid) ? 'unknown' : null
  return askPs(pid, 'lstart')
}

async function askPs(pid: number, column: 'lstart' | 'command'): Promise<string | null> {
  const answer = await promisify(execFile)('ps', ['-o', `${column}=`, '-p', String(pid)]).catch(() => null)
  return answer?.stdout.trim() || null
}

function answersToSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
