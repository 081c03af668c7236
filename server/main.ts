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
  /** What else there is to know, said by `help <command>` and by `--help`. */
  readonly more?: string
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
    more: `
  --action <action>           what the file is for: enroll, unenroll, users, teams, functions, groups, qualifications,
                              completions; a template says it itself
  --dry-run                   say what it would do, by name, and do nothing
  --confirm <enrolls>,<ends>  let it enroll so many people, and end so many enrollments or make so many inactive, and no
                              more; needed where it would do much
  --report <file>             write down everything as JSON: changes, enrollments and problems by name, the exit code,
                              and the import as the API tells it
  --no-mail                   tell nobody by mail
  --json                      answer to a program

It ends with
  0  when all rows went through, or there was nothing to do
  1  when the good rows went through, and some did not
  2  when nothing was done: the file, or what was asked, was refused, or Muster could not be reached
  3  when nothing was done yet: it would do much that --confirm does not cover, or the academy changed meanwhile. The
     import waits under Users, Upload, for somebody to look at it
What is amiss when it ends with 2 or 3 is the first line on standard error; rows that did not go through are on standard
output, and all of them in the report.`,
    trouble: 2,
    open: async (given) => {
      const { importFile } = await import('./console/import.ts')
      return visit('import', (db) => importFile(db, given))
    },
  },
  help: {
    takes: ['[command]'],
    does: 'say this, or all about a command',
    open: async ({ words: [name = ''] }) => console.log(help(name)),
  },
}

async function visit(...input: Parameters<typeof import('./visit.ts').visit<number>>): Promise<number> {
  return (await import('./visit.ts')).visit(...input)
}

const [asked = 'serve', ...rest] = process.argv.slice(2)
const isAskingHelp = [asked, ...rest].some((word) => word === '--help' || word === '-h')
const door = doorOf(asked)
try {
  const given = door && read(door, rest)
  if (isAskingHelp) console.log(help(asked))
  else if (door && given) end(await door.open(given))
  else refuse(2, misunderstood())
} catch (error) {
  if (error instanceof StartProblem) refuse(door?.trouble ?? 1, error.message)
  else if (door?.trouble === undefined) throw error
  // A schedule looks at the code: one that says something else than a fault would mislead it.
  else refuse(door.trouble, faultOf(error))
}

function doorOf(name: string): Door | undefined {
  return Object.hasOwn(doors, name) ? doors[name] : undefined
}

/** What was given to a command; undefined when it is not what the command takes. */
function read({ takes = [], switches = [], options: valued = {} }: Door, args: string[]): Given | undefined {
  try {
    const options = Object.fromEntries([
      ...switches.map((name) => [name, { type: 'boolean' as const }] as const),
      ...Object.keys(valued).map((name) => [name, { type: 'string' as const }] as const),
    ])
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const needed = takes.filter((word) => word.startsWith('<')).length
    if (positionals.length < needed || (takes.length === 0 && positionals.length > 0)) return undefined
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
  return `There is no command ${given}.\n\n${help('')}`
}

/** One line that says what went wrong, and below it where, for whoever looks into it. */
function faultOf(error: unknown): string {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return [
    `${asked} could not go on: ${message || 'the database does not answer'}.`,
    ...stack.split('\n').slice(1),
  ].join('\n')
}

function help(name: string): string {
  const about = doorOf(name)
  if (about?.more) return `npm run muster -- ${usageOf(name, about)}\n\n${sentenceOf(about.does)}\n${about.more}`
  const usages = Object.entries(doors).map(([door, { takes = [], more, ...rest }]) => {
    // What has much to choose from says that in its own help.
    return [more ? [door, ...takes, '[…]'].join(' ') : usageOf(door, { takes, ...rest }), rest.does] as const
  })
  const width = Math.max(...usages.map(([usage]) => usage.length))
  const lines = usages.map(([usage, does]) => `  ${usage.padEnd(width)}  ${does}`)
  return `npm run muster -- <command>\n\n${lines.join('\n')}\n\nSettings come from the environment; the README lists them.`
}

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function usageOf(name: string, { takes = [], switches = [], options = {} }: Door): string {
  const valued = Object.entries(options).map(([one, value]) => `[--${one} ${value}]`)
  return [name, ...takes, ...valued, ...switches.map((one) => `[--${one}]`)].join(' ')
}
