import { styleText } from 'node:util'

/** Writes what was asked for: for people, or with `--json` for programs. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2))
}

export const bold = (text: string) => styleText('bold', text)
export const faint = (text: string) => styleText('dim', text)

/** How far it is, on one line of a terminal that is written over and gone in the end; nothing where nobody looks. */
export function showProgress(): { show(text: string): void; end(): void } {
  const { stderr } = process
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}`)
  }
  return { show: write, end: () => write('') }
}

export const number = (n: number) => n.toLocaleString('en')
export const count = (n: number, one: string, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`

type Choice<Row> = { isExact(row: Row): boolean; none: string; several: string; line(row: Row): string }

/** Candidates that are named when it is not clear which is meant. */
export const candidates = 10

/** The one that is meant: the only one, or the one that fits exactly. Else says which there are, and answers undefined. */
export function choose<Row>(rows: readonly Row[], { isExact, none, several, line }: Choice<Row>): Row | undefined {
  const exact = rows.filter(isExact)
  const meant = exact.length > 0 ? exact : rows
  if (meant.length === 1) return meant[0]
  const lines = meant.slice(0, candidates).map((row) => `  ${line(row)}`)
  const more = meant.length > candidates ? ['  …'] : []
  console.error(meant.length === 0 ? none : [several, ...lines, ...more].join('\n'))
  return undefined
}
