import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

/** What shrinks; fonts and pictures are packed already. The page is not: it is another one each time it is asked for. */
const text = new Set(['.css', '.js', '.json', '.svg', '.txt', '.webmanifest'])
/** Less than this fits into one packet anyway. */
const least = 1_000

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Puts beside each text file of a built folder what the server sends to browsers that can unpack it. */
export async function packFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(paths.filter((path) => text.has(extname(path))).map(packFile))
}

async function packFile(path: string): Promise<void> {
  if ((await stat(path)).size < least) return
  const bytes = await readFile(path)
  await Promise.all([
    brotli(bytes).then((packed) => writeFile(`${path}.br`, packed)),
    zip(bytes, { level: 9 }).then((packed) => writeFile(`${path}.gz`, packed)),
  ])
}
