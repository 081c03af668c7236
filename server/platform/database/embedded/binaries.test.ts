import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findShipped, prepareBinaries, type Shipped } from './binaries.ts'

const someone = { uid: 65534, gid: 65534 }

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let home: string
let folder: string
let shipped: Shipped

/** As npm leaves the package when it ran no install script: without the links. */
beforeAll(async () => {
  const { native, version } = await findShipped()
  home = await mkdtemp(join(tmpdir(), 'muster-binaries-'))
  shipped = { native: join(home, 'package/native'), version }
  await mkdir(dirname(shipped.native))
  execFileSync('cp', ['-a', native, shipped.native])
})

beforeEach(async () => {
  folder = await openFolder()
  execFileSync('chmod', ['-R', 'go+rX,u+w', home])
  for (const { target } of await listLinks()) await rm(join(home, 'package', target), { force: true })
})

afterAll(() => rm(home, { recursive: true }))

async function openFolder(): Promise<string> {
  const place = await mkdtemp(join(home, 'place-'))
  await chmod(place, 0o755)
  return place
}

async function listLinks(): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(shipped.native, 'pg-symlinks.json'), 'utf8'))
}

function versionOf(postgres: string, user: { uid: number; gid: number } | null): string {
  return execFileSync(postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
}

describe('the binaries from npm', () => {
  it('run where they are, with the links made that npm cannot carry', async () => {
    const { postgres } = await prepareBinaries({ folder, user: null, shipped })
    expect(postgres).toBe(join(shipped.native, 'bin/postgres'))
    expect(versionOf(postgres, null)).toMatch(/^postgres \(PostgreSQL\) 18\./)
    const links = await listLinks()
    expect(links.length).toBeGreaterThan(0)
    for (const { target } of links) expect((await lstat(join(home, 'package', target))).isSymbolicLink()).toBe(true)
  })

  it('say so when they cannot be run at all', async () => {
    const broken = { ...shipped, native: join(folder, 'broken/native') }
    await mkdir(join(broken.native, 'bin'), { recursive: true })
    await writeFile(join(broken.native, 'bin/postgres'), 'not a program', { mode: 0o755 })
    await expect(prepareBinaries({ folder, user: null, shipped: broken })).rejects.toThrow(
      /^The PostgreSQL that comes with Muster cannot be run here: .* or set DATABASE_URL to a PostgreSQL of your own\.$/,
    )
  })
})

// Root hands PostgreSQL to another user, and no mode keeps root from writing: the reasons to copy differ.
if (process.getuid?.() === 0) describe('the binaries from npm, as root', copiesForAnotherUser)
else describe('the binaries from npm, as an ordinary user', copiesForOurselves)

function copiesForAnotherUser(): void {
  it('are copied to the system’s cache when another user cannot reach them', async () => {
    await chmod(dirname(shipped.native), 0o700)
    const systemCache = await openFolder()
    const { postgres } = await prepareBinaries({ folder, user: someone, shipped, systemCache })
    expect(postgres).toBe(join(systemCache, 'postgresql', shipped.version, 'bin/postgres'))
    expect(versionOf(postgres, someone)).toMatch(/^postgres /)
    expect(await readdir(folder)).toEqual([])
  })

  it('are copied into the data folder when there is no such cache', async () => {
    await chmod(dirname(shipped.native), 0o700)
    const systemCache = join(folder, 'a file')
    await writeFile(systemCache, '')
    const { postgres } = await prepareBinaries({ folder, user: someone, shipped, systemCache })
    expect(postgres).toBe(join(folder, 'postgresql', shipped.version, 'bin/postgres'))
    expect(versionOf(postgres, someone)).toMatch(/^postgres /)
  })

  it('can be run from the copy whatever the umask of the install and of this process', async () => {
    execFileSync('chmod', ['-R', 'go-rwx', shipped.native])
    const systemCache = join(await openFolder(), 'made/here')
    const before = process.umask(0o077)
    try {
      const { postgres } = await prepareBinaries({ folder, user: someone, shipped, systemCache })
      expect(versionOf(postgres, someone)).toMatch(/^postgres /)
    } finally {
      process.umask(before)
    }
  })

  it('are copied once when two start at the same time', async () => {
    await chmod(dirname(shipped.native), 0o700)
    const systemCache = await openFolder()
    const prepare = () => prepareBinaries({ folder, user: someone, shipped, systemCache })
    const [one, other] = await Promise.all([prepare(), prepare()])
    expect(one).toEqual(other)
    expect(await readdir(join(systemCache, 'postgresql'))).toEqual([shipped.version])
  })
}

function copiesForOurselves(): void {
  it('are copied into the data folder when the links cannot be made where npm put them', async () => {
    execFileSync('chmod', ['-R', 'a-w', shipped.native])
    const { postgres } = await prepareBinaries({ folder, user: null, shipped })
    execFileSync('chmod', ['-R', 'u+w', shipped.native])
    expect(postgres).toBe(join(folder, 'postgresql', shipped.version, 'bin/postgres'))
    expect(versionOf(postgres, null)).toMatch(/^postgres /)
  })
}
