import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const builds = join(root, 'dist')

/** The folder of the screens as the present sources make them, which carries their hash in its name. */
export async function webFolderOf(): Promise<string> {
  return join(builds, `web-${await hashOfSources()}`)
}

/**
 * Builds the screens into their folder, unless they were already, and answers it. It is moved to its place when it is whole, and
 * those of others stay: a Muster that runs, and builds beside this one, neither see half a build nor lose their own.
 */
export async function buildWeb(): Promise<string> {
  const folder = await webFolderOf()
  if (await isBuilt(folder)) {
    // By this it is known when it was last started with; where nothing can be written, nothing is cleared away either.
    await utimes(folder, new Date(), new Date()).catch(() => undefined)
    return folder
  }
  console.log('Building the screens …')
  await mkdir(builds, { recursive: true })
  const unfinished = `${folder}.${process.pid}`
  try {
    await build(unfinished)
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await isBuilt(folder))) throw error
  }
  await forgetOlder(folder)
  return folder
}

/** In a process of its own, so that the bundler's memory goes with it. */
async function build(outDir: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js')
  const options = ['build', '--outDir', outDir, '--logLevel', 'warn']
  const building = spawn(process.execPath, [vite, ...options], { cwd: root, stdio: 'inherit' })
  const [code] = await once(building, 'exit')
  if (code !== 0) throw new Error('the screens could not be built; what is wrong stands above')
}

/** Everything that the screens may be made of: their own files, the contracts with what these import, and what builds them. */
async function hashOfSources(): Promise<string> {
  const below = await Promise.all(['server', 'web'].map((name) => filesBelow(join(root, name))))
  const sources = below.flat().filter((path) => !/\.(test\.tsx?|sql)$/.test(path))
  const others = ['vite.config.ts', 'scripts/pack.ts', 'package-lock.json'].map((name) => join(root, name))
  const hash = createHash('sha256')
  for (const path of [...sources, ...others].toSorted()) {
    hash
      .update(relative(root, path))
      .update('\0')
      .update(await readFile(path))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** So many days after it was built, or Muster last started with it, a build goes. */
const keptForDays = 30

async function forgetOlder(keep: string): Promise<void> {
  const folders = (await readdir(builds, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && /^web-[0-9a-f]{16}(\.\d+)?$/.test(entry.name))
    .map((entry) => join(builds, entry.name))
    .filter((folder) => folder !== keep)
  const aged = await Promise.all(folders.map(async (folder) => ({ folder, at: (await stat(folder)).mtimeMs })))
  const oldest = Date.now() - keptForDays * 24 * 60 * 60 * 1000
  for (const { folder, at } of aged) if (at < oldest) await rm(folder, { recursive: true, force: true })
}

function isBuilt(folder: string): Promise<boolean> {
  return access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  )
}
