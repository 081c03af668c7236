import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const config = '.dependency-cruiser.cjs'
const { forbidden } = createRequire(import.meta.url)(join(root, config)) as { forbidden: Array<{ name: string }> }

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A house in small: every file that a violation below imports, none of them breaking a rule. */
const house = {
  'server/platform/log.ts': '',
  'server/change.ts': "import './enrollment/engine/index.ts'",
  'server/enrollment/engine/index.ts': "import '../../platform/log.ts'",
  'server/enrollment/contract.ts': '',
  'server/enrollment/commands.ts': "import '../access/policy.ts'\nimport '../change.ts'",
  'server/access/policy.ts': "import '../platform/log.ts'",
  'server/user/commands.ts': "import '../access/policy.ts'\nimport '../enrollment/contract.ts'",
  'server/learning/commands.ts': '',
  'server/notification/jobs.ts': "import '../enrollment/commands.ts'",
  'server/history/moves.ts': "import '../enrollment/commands.ts'",
  'server/app.ts': "import './notification/jobs.ts'",
  'web/kit/Table.tsx': '',
  'web/user/UsersPage.tsx': "import '../kit/Table.tsx'\nimport '../../server/enrollment/contract.ts'",
  'test/story.ts': '',
}

/** One planted violation for every rule that there is. */
const violations: Record<string, Record<string, string>> = {
  'no-circle': { 'server/user/a.ts': "import './b.ts'", 'server/user/b.ts': "import './a.ts'" },
  'platform-knows-no-noun': { 'server/platform/http.ts': "import '../user/commands.ts'" },
  'engine-stands-alone': { 'server/enrollment/engine/derive.ts': "import '../commands.ts'" },
  spine: { 'server/facts.ts': "import './user/commands.ts'" },
  'access-is-below-the-rooms': { 'server/access/session.ts': "import '../user/commands.ts'" },
  'rooms-meet-in-sql': { 'server/user/queries.ts': "import '../learning/commands.ts'" },
  'enrollment-looks-down': { 'server/enrollment/jobs.ts': "import '../notification/jobs.ts'" },
  'rule-looks-down': { 'server/rule/commands.ts': "import '../notification/jobs.ts'" },
  'history-looks-down': { 'server/history/batches.ts': "import '../notification/jobs.ts'" },
  'mail-does-not-look-back': { 'server/notification/send.ts': "import '../history/moves.ts'" },
  'nobody-knows-the-doors': { 'server/notification/routes.ts': "import '../app.ts'" },
  'web-reads-contracts-only': { 'web/user/UserPage.tsx': "import '../../server/user/commands.ts'" },
  'server-reads-words-only': { 'server/rule/exports.ts': "import '../../web/kit/Table.tsx'" },
  'contracts-are-plain': { 'server/user/contract.ts': "import './commands.ts'" },
  'kit-knows-no-room': { 'web/kit/Frame.tsx': "import '../user/UsersPage.tsx'" },
  'no-test-in-the-product': { 'server/learning/queries.ts': "import '../../test/story.ts'" },
  'nothing-unresolved': { 'server/learning/routes.ts': "import './missing.ts'" },
}

test('every rule about imports is broken by the violation planted for it, and a house that keeps them passes', {
  timeout: 60_000,
}, async () => {
  expect(await brokenRules(house)).toEqual([])
  expect(Object.keys(violations).sort()).toEqual(forbidden.map(({ name }) => name).sort())
  const planted = Object.assign({}, house, ...Object.values(violations)) as Record<string, string>
  expect(await brokenRules(planted)).toEqual(Object.keys(violations).sort())
})

async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-imports-'))
  folders.push(folder)
  await Promise.all([config, 'tsconfig.json', 'package.json'].map((name) => cp(join(root, name), join(folder, name))))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${text}\nexport const here = 1\n`)
  }
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cruiser, '--config', config, '--output-type', 'json', 'server', 'web'],
    { cwd: folder, maxBuffer: 2 ** 26 },
  ).catch((failed: { stdout: string }) => failed)
  const { summary } = JSON.parse(stdout) as { summary: { violations: Array<{ rule: { name: string } }> } }
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort()
}
