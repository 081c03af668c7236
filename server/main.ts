import { parseArgs } from 'node:util'
import type { Given } from './console/given.ts'
import { StartProblem } from './platform/startProblem.ts'

type Door = {
  /** What follows its name: `<e-mail>` must be given, and the last may be several words. */
  readonly takes?: readonly string[]
  /** Switches, without their dashes. */
  readonly switches?: readonly string[]
  /** What takes a value, and what that is: `--action <action>`. */
  readonly options?: Readonly<Record<string, string>>
  readonly does: string
  /** The exit code when it could not do what was asked. */
  readonly trouble?: number
  /** May answer an exit code. */
  readonly open: (given: Given) => Promise<unknown>
}

/** The ways into Muster. Each loads only what it needs. */
const doors: Record<string, Door> = {
  serve: {
    does: 'start Muster; the first visitor sets up the academy',
    open: async () => (await import('./serve.ts')).serve(),
  },
  demo: {
    does: 'start Muster with a demo academy, loaded on the first run',
    open: async () => (await import('./serve.ts')).serveDemo(),
  },
  migrate: {
    does: 'bring the database up to date, and stop',
    open: async () => (await import('./serve.ts')).migrateOnly(),
  },
  verify: {
    switches: ['repair', 'json'],
    does: 'compare the whole academy with what its facts give; --repair makes right what differs',
    trouble: 2,
    open: async (given) => {
      const { verify } = await import('./console/verify.ts')
      return visit('verify', (db) => verify(db, given))
    },
  },
  explain: {
    takes: ['<e-mail>', '<activity>'],
    switches: ['json'],
    does: 'say why somebody is enrolled in a learning activity, why not, or why that ended',
    trouble: 2,
    open: async (given) => {
      const { explain } = await import('./console/explain.ts')
      return visit('explain', (db) => explain(db, given))
    },
  },
  'preview-rule': {
    takes: ['<rule>'],
    switches: ['json'],
    does: 'say whom activating an enrollment rule would enroll, keep or withdraw',
    trouble: 2,
    open: async (given) => {
      const { previewRule } = await import('./console/previewRule.ts')
      return visit('preview-rule', (db) => previewRule(db, given))
    },
  },
  import: {
    takes: ['<file>'],
    options: { action: '<action>', confirm: '<enrolls>,<ends>', report: '<file>' },
    switches: ['dry-run', 'no-mail', 'json'],
    does: 'check a file (xlsx or csv) and do what its good rows ask for; --dry-run only says what that would be',
    trouble: 2,
    open: async (given) => {
      const { importFile } = await import('./console/import.ts')
      return visit('import', (db) => importFile(db, given))
    },
  },
  help: { does: 'say this', open: async () => console.log(help()) },
}

async function visit(...input: Parameters<typeof import('./visit.ts').visit<number>>): Promise<number> {
  return (await import('./visit.ts')).visit(...input)
}

const [asked = 'serve', ...rest] = process.argv.slice(2)
const door = Object.hasOwn(doors, asked) ? doors[asked] : undefined
try {
  const given = door && read(door, rest)
  if (door && given) end(await door.open(given))
  else refuse(2, misunderstood())
} catch (error) {
  if (!(error instanceof StartProblem)) throw error
  refuse(door?.trouble ?? 1, error.message)
}

/** What was given to a command; undefined when it is not what the command takes. */
function read({ takes = [], switches = [], options: valued = {} }: Door, args: string[]): Given | undefined {
  try {
    const options = Object.fromEntries([
      ...switches.map((name) => [name, { type: 'boolean' as const }] as const),
      ...Object.keys(valued).map((name) => [name, { type: 'string' as const }] as const),
    ])
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (positionals.length < takes.length || (takes.length === 0 && positionals.length > 0)) return undefined
    const last = takes.length - 1
    const words = takes.map((_, nth) => positionals.slice(nth, nth < last ? nth + 1 : undefined).join(' '))
    const given = Object.entries(values)
    return {
      words,
      switches: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
      options: new Map(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))),
    }
  } catch {
    return undefined
  }
}

function end(answer: unknown): void {
  if (typeof answer === 'number') process.exitCode = answer
}

function refuse(exitCode: number, sentence: string): void {
  console.error(sentence)
  process.exitCode = exitCode
}

function misunderstood(): string {
  const given = `"${[asked, ...rest].join(' ')}"`
  if (door?.takes || door?.switches)
    return `${given} is not understood. It is: npm run muster -- ${usageOf(asked, door)}`
  return `There is no command ${given}.\n\n${help()}`
}

function help(): string {
  const usages = Object.entries(doors).map(([name, door]) => [usageOf(name, door), door.does] as const)
  const width = Math.max(...usages.map(([usage]) => usage.length))
  const lines = usages.map(([usage, does]) => `  ${usage.padEnd(width)}  ${does}`)
  return `npm run muster -- <command>\n\n${lines.join('\n')}\n\nSettings come from the environment; the README lists them.`
}

function usageOf(name: string, { takes = [], switches = [], options = {} }: Door): string {
  const valued = Object.entries(options).map(([one, value]) => `[--${one} ${value}]`)
  return [name, ...takes, ...valued, ...switches.map((one) => `[--${one}]`)].join(' ')
}
