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
