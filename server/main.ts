import { StartProblem } from './platform/startProblem.ts'

type Door = { readonly does: string; readonly open: () => Promise<void> }

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
  help: { does: 'say this', open: async () => void console.log(help()) },
}

const [asked = 'serve', ...rest] = process.argv.slice(2)
const door = Object.hasOwn(doors, asked) && rest.length === 0 ? doors[asked] : undefined
try {
  if (door) await door.open()
  else refuse(2, `There is no command "${[asked, ...rest].join(' ')}".\n\n${help()}`)
} catch (error) {
  if (!(error instanceof StartProblem)) throw error
  refuse(1, error.message)
}

function refuse(exitCode: number, sentence: string): void {
  console.error(sentence)
  process.exitCode = exitCode
}

function help(): string {
  const lines = Object.entries(doors).map(([name, { does }]) => `  ${name.padEnd(8)} ${does}`)
  return `npm run muster -- <command>\n\n${lines.join('\n')}\n\nSettings come from the environment; the README lists them.`
}
