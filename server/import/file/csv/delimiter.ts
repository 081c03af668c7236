import { tidyLine } from '../../../platform/tidy.ts'

const delimiters = [',', ';', '\t'] as const
type Delimiter = (typeof delimiters)[number]

/** The header is one of so many first lines. */
const headerWithin = 20

/**
 * What parts the fields, and how many characters at the beginning say so and are no row: `sep=;` in a line of its own, as
 * Excel writes and hides it. Otherwise the line tells that has a header we know, else the first that has any delimiter.
 */
export function delimiterOf(start: string, headers: ReadonlySet<string>): { delimiter: string; length: number } {
  const said = /^"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)/i.exec(start)
  if (said) return { delimiter: said[1] as string, length: said[0].length }

  const lines = linesOf(start)
  for (const line of lines) {
    const found = most((delimiter) => headersIn(fieldsOf(line, delimiter), headers))
    if (found) return { delimiter: found, length: 0 }
  }
  for (const line of lines) {
    const found = mostFields(line)
    if (found) return { delimiter: found, length: 0 }
  }
  return { delimiter: ',', length: 0 }
}

function mostFields(line: string): Delimiter | undefined {
  return most((delimiter) => fieldsOf(line, delimiter).length - 1)
}

/** A header alone on its line says nothing of what would part it from others. */
function headersIn(fields: readonly string[], headers: ReadonlySet<string>): number {
  return fields.length > 1 ? fields.filter((field) => headers.has(field)).length : 0
}

/** The delimiter of the highest count, if any is above nothing. */
function most(count: (delimiter: Delimiter) => number): Delimiter | undefined {
  const [best] = delimiters
    .map((delimiter) => [delimiter, count(delimiter)] as const)
    .filter(([, amount]) => amount > 0)
    .toSorted(([, one], [, other]) => other - one)
  return best?.[0]
}

/** The first lines; a line break in quotes ends none. */
function linesOf(text: string): string[] {
  const lines: string[] = []
  let quoted = false
  let from = 0
  for (let i = 0; i < text.length && lines.length < headerWithin; i++) {
    const character = text[i]
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) {
      if (i > from) lines.push(text.slice(from, i))
      from = i + 1
    }
  }
  if (from < text.length && lines.length < headerWithin) lines.push(text.slice(from))
  return lines
}

function fieldsOf(line: string, delimiter: Delimiter): string[] {
  const fields: string[] = []
  let quoted = false
  let from = 0
  for (let i = 0; i <= line.length; i++) {
    if (line[i] === '"') quoted = !quoted
    else if (i === line.length || (line[i] === delimiter && !quoted)) {
      fields.push(tidyLine(line.slice(from, i).replaceAll('"', '')).toLowerCase())
      from = i + 1
    }
  }
  return fields
}
