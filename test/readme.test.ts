import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { drawMarkdown } from '../bench/markdown.ts'
import { readResults } from '../bench/results.ts'
import { settingList } from '../server/platform/settings.ts'

const root = resolve(import.meta.dirname, '..')
const readme = () => readFile(join(root, 'README.md'), 'utf8')

test('the README lists the settings that are read, in the words of the code', async () => {
  const table = (await readme()).split(/<!-- \/?settings[^>]*-->/)[1]
  const rows = settingList.map(({ name, meaning, fallback }) => `| \`${name}\` | ${meaning} | ${fallback} |`)
  expect(table?.trim()).toBe(['| variable | what it says | when not set |', '| --- | --- | --- |', ...rows].join('\n'))
})

test('the README tells the figures that were measured, and no others', async () => {
  const table = (await readme()).split(/<!-- \/?figures[^>]*-->/)[1]
  expect(table?.trim()).toBe(drawMarkdown(await readResults()))
})

test('the README names only commands and files that there are', async () => {
  const text = await readme()
  const scripts = await npmScripts()
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name)
  expect(named.filter((name) => !(name && name in scripts))).toEqual([])
  const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '')
  for (const path of links.filter((link) => !link.startsWith('http'))) {
    await expect(readFile(join(root, path)).catch((fault: NodeJS.ErrnoException) => fault.code)).resolves.not.toBe(
      'ENOENT',
    )
  }
})

test('npm does nothing before Muster itself: whether another one runs is known before the screens are built', async () => {
  expect(await npmScripts()).toMatchObject({ start: 'node bin/muster.js', demo: 'node bin/muster.js demo' })
})

async function npmScripts(): Promise<Record<string, string>> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  return scripts
}
