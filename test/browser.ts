import { createReadStream } from 'node:fs'
import { access, chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createBrotliDecompress } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

/**
 * Starts a headless Chromium that comes with npm: nothing needs to be installed by hand, not even
 * its shared libraries or fonts. Close it when the tests of a file are done.
 *
 *     const browser = await openBrowser()
 *     const page = await browser.newPage()
 */
export async function openBrowser(): Promise<Browser> {
  const home = await unpackedBrowser()
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    // Only the browser sees these libraries: Node and PostgreSQL keep those of the machine.
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(home, 'fonts'),
      XDG_CACHE_HOME: join(home, 'fonts'),
      HOME: process.env.HOME ?? tmpdir(),
    },
  })
}

/** Fails with the rule, the sentence and the elements of every accessibility violation on the page, of all rules or some. */
export async function expectNoAxeViolations(page: Page, { only }: { only?: string[] } = {}): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const axe = new AxeBuilder({ page })
  // Menus and selects open at the end of the body, outside every landmark.
  const chosen = only ? axe.withRules(only) : axe.withTags(tags).disableRules(['region'])
  const { violations } = await chosen.analyze()
  const sentences = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n      ${node.failureSummary ?? ''}`).join('\n')}`,
  )
  if (sentences.length > 0) throw new Error(`${page.url()} is not accessible:\n${sentences.join('\n')}`)
}

/** The archive's own settings name folders of a machine we are not on; without any font a form field stops the browser. */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`

/**
 * The folder with the unpacked browser. Unpacked beside its final place and moved there in one step:
 * of two tests that start together the second to finish finds the folder taken and uses it.
 */
async function unpackedBrowser(): Promise<string> {
  const packed = packageFolder()
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { version: string }
  const cache = await cacheFolder(packed)
  const home = join(cache, `chromium-${version}`)
  if (await exists(home)) return home

  const unfinished = `${home}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await mkdir(unfinished, { recursive: true })
  try {
    await Promise.all([
      unpackFile(join(packed, 'bin', 'chromium.br'), join(unfinished, 'chromium')),
      unpackArchive(join(packed, 'bin', 'al2023.tar.br'), join(unfinished, 'al2023')),
      unpackArchive(join(packed, 'bin', 'fonts.tar.br'), join(unfinished, 'fonts')),
      unpackArchive(join(packed, 'bin', 'swiftshader.tar.br'), unfinished),
    ])
    await writeFile(join(unfinished, 'fonts', 'fonts.conf'), fontSettings)
    await rename(unfinished, home)
  } catch (fault) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await exists(home))) throw fault
  }
  return home
}

function packageFolder(): string {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@sparticuz/chromium')
  return join(dirname(entry), '..', '..')
}

/** node_modules/.cache where that may be written, so that a clone cleans up after itself. */
async function cacheFolder(packed: string): Promise<string> {
  const beside = join(packed, '..', '..', '.cache', 'muster')
  try {
    await mkdir(beside, { recursive: true })
    return beside
  } catch {
    const elsewhere = join(tmpdir(), 'muster-browser')
    await mkdir(elsewhere, { recursive: true })
    return elsewhere
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function inflated(path: string): Promise<Buffer> {
  return buffer(createReadStream(path).pipe(createBrotliDecompress({ chunkSize: 2 ** 21 })))
}

async function unpackFile(packed: string, target: string): Promise<void> {
  await writeFile(target, await inflated(packed))
  await chmod(target, 0o755)
}

/** Reads the plain tar format, which is all these archives use; no package is needed for it. */
async function unpackArchive(packed: string, target: string): Promise<void> {
  const archive = await inflated(packed)
  const text = (start: number, length: number) => archive.toString('utf8', start, start + length).replace(/\0.*$/s, '')

  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const name = [text(at + 345, 155), text(at, 100)].filter(Boolean).join('/')
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8)
    const kind = text(at + 156, 1)
    const path = join(target, name)
    if (kind === '5') await mkdir(path, { recursive: true })
    else await mkdir(dirname(path), { recursive: true })
    if (kind === '0' || kind === '') await writeFile(path, archive.subarray(at + 512, at + 512 + size), { mode: 0o755 })
    if (kind === '2') await symlink(text(at + 157, 100), path)
    at += 512 + Math.ceil(size / 512) * 512
  }
}
