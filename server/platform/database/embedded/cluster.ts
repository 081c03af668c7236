import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../../log.ts'
import { StartProblem } from '../../startProblem.ts'
import type { Binaries } from './binaries.ts'
import { identifyProcess, stopPostmaster, worksIn } from './osProcess.ts'
import type { SystemUser } from './systemUser.ts'

/** The role and the database Muster works in. The role owns the database and is no superuser, as on a hosted server. */
export const roleName = 'muster'

/** What is remembered of a cluster between starts, in a file only its owner may read. */
export type Access = { port: number | null; password: string }

/** Where a database is, with the password in it: never to be logged. */
export function addressOf({ password }: Access, port: number): string {
  return `postgres://${roleName}:${password}@127.0.0.1:${port}/${roleName}`
}

export type Cluster = { path: string; binaries: Binaries; user: SystemUser | null; access: Access }

/**
 * How to start one of PostgreSQL's programs on a cluster. As root the program runs as another user, for whom a folder
 * above the cluster may be closed (a home is 0700). It therefore starts inside and knows the cluster as its current
 * folder only, which needs no way through the folders above.
 */
export function programOptions(path: string, user: SystemUser | null) {
  const { PATH, SystemRoot } = process.env
  const options = { cwd: path, env: { PATH, SystemRoot, TZ: 'UTC', LC_ALL: 'C' }, detached: true, windowsHide: true }
  return { ...options, ...user, pathForIt: user && process.platform === 'linux' ? '/proc/self/cwd' : path }
}

/** Finds the cluster in the data folder, or makes it. Nothing else works in the folder meanwhile: it is claimed. */
export async function openCluster(input: {
  folder: string
  binaries: Binaries
  user: SystemUser | null
  disposable: boolean
  log: Log
}): Promise<Cluster> {
  const { folder, binaries, user, disposable, log } = input
  const path = join(folder, 'postgres')
  await removeDrafts(folder)
  const major = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => null)
  if (major === null) {
    log.info('making a new database')
    return { path, binaries, user, access: await makeCluster(input, path, disposable) }
  }
  if (Number(major) !== binaries.major) {
    throw new StartProblem(
      `The database in ${path} was made by PostgreSQL ${major.trim()}; this Muster brings PostgreSQL ` +
        `${binaries.major}. Start the Muster that made it.`,
    )
  }
  await stopOrphan(path, log)
  return { path, binaries, user, access: (await readAccess(folder)) ?? (await renewAccess(input, path)) }
}

/** Made aside and renamed when complete: a start that is cut short leaves nothing that looks like a cluster. */
async function makeCluster(
  { folder, binaries, user }: { folder: string; binaries: Binaries; user: SystemUser | null },
  path: string,
  disposable: boolean,
): Promise<Access> {
  const draft = join(folder, `postgres.${randomUUID()}`)
  await mkdir(draft, { mode: 0o700 })
  await chmod(draft, 0o700)
  if (user) await chown(draft, user.uid, user.gid)
  const { pathForIt } = programOptions(draft, user)
  await runProgram(binaries.initdb, draft, user, [
    ...['--pgdata', pathForIt, '--username', 'postgres', '--auth', 'trust', '--no-instructions'],
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8'],
    ...(disposable ? ['--no-sync'] : []),
  ])
  const access = { port: null, password: newPassword() }
  await runSingleUser({ binaries, user }, draft, [
    `create role ${roleName} login createdb password '${access.password}'`,
    `grant pg_checkpoint, pg_monitor to ${roleName}`,
    `create database ${roleName} owner ${roleName}`,
  ])
  await writeFile(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
  await writeAccess(folder, access)
  await rename(draft, path)
  return access
}

async function removeDrafts(folder: string): Promise<void> {
  const names = await readdir(folder)
  const drafts = names.filter((name) => name.startsWith('postgres.'))
  await Promise.all(drafts.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

/**
 * If a PostgreSQL of an earlier, killed Muster still runs here, it is stopped before ours starts. If its number is in the
 * file but now belongs to something else, the file is stale and would only make PostgreSQL refuse.
 */
async function stopOrphan(path: string, log: Log): Promise<void> {
  const pidFile = join(path, 'postmaster.pid')
  const text = await readFile(pidFile, 'utf8').catch(() => null)
  if (text === null) return
  const orphan = await identifyProcess(Number.parseInt(text, 10))
  if (orphan && (await worksIn(orphan, path))) {
    log.warn({ pid: orphan.pid }, 'stopping the PostgreSQL that an earlier start left behind')
    await stopPostmaster(orphan)
  }
  await rm(pidFile, { force: true })
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

const accessFile = 'database.json'

export async function readAccess(folder: string): Promise<Access | null> {
  const text = await readFile(join(folder, accessFile), 'utf8').catch(() => null)
  try {
    const { port = null, password } = JSON.parse(text ?? '') as Partial<Access>
    return typeof password === 'string' ? { port, password } : null
  } catch {
    return null
  }
}

export async function writeAccess(folder: string, access: Access): Promise<void> {
  const file = join(folder, accessFile)
  await writeFile(`${file}.draft`, `${JSON.stringify(access)}\n`, { mode: 0o600 })
  await rename(`${file}.draft`, file)
}

/** The password is only ours and the server's; if the file that holds it was lost, a new one does as well. */
async function renewAccess(
  { folder, binaries, user }: { folder: string; binaries: Binaries; user: SystemUser | null },
  path: string,
): Promise<Access> {
  const access = { port: null, password: newPassword() }
  await runSingleUser({ binaries, user }, path, [`alter role ${roleName} password '${access.password}'`])
  await writeAccess(folder, access)
  return access
}

async function runSingleUser(
  { binaries, user }: { binaries: Binaries; user: SystemUser | null },
  path: string,
  statements: string[],
): Promise<void> {
  const { pathForIt } = programOptions(path, user)
  const said = await runProgram(
    binaries.postgres,
    path,
    user,
    ['--single', '-D', pathForIt, '-c', 'log_min_messages=error', 'postgres'],
    `${statements.join('\n')}\n`,
  )
  if (/^.*(ERROR|FATAL|PANIC):/m.test(said)) throw new Error(`preparing the database failed: ${said.trim()}`)
}

/** Runs a program to its end and gives what it said; its failure is told in its own words. */
async function runProgram(
  program: string,
  path: string,
  user: SystemUser | null,
  parameters: string[],
  stdin = '',
): Promise<string> {
  const { pathForIt: _, ...options } = programOptions(path, user)
  const child = spawn(program, parameters, { ...options, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} failed: ${said.trim() || `it ended with ${code}`}`)
  return said
}
