import { within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const ampersand = 0x26

/** Text as it is written in a UTF-8 document, its escapes undone. */
export function textOf(bytes: Buffer, from: number, to: number, literal: boolean): string {
  let ascii = true
  let escaped = false
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (byte > 0x7e || byte < 0x20) ascii = false
    else if (byte === ampersand) escaped = true
  }
  const text = ascii ? bytes.toString('latin1', from, to) : decoded(bytes, from, to)
  return escaped && !literal ? unescaped(text) : text
}

/** An attribute's value: line breaks in it are spaces. */
export function attributeText(bytes: Buffer, from: number, to: number): string {
  return textOf(bytes, from, to, false)
}

function decoded(bytes: Buffer, from: number, to: number): string {
  let text: string
  try {
    text = utf8.decode(bytes.subarray(from, to))
  } catch {
    throw new FileRefusal('damaged')
  }
  if (forbidden.test(text)) throw new FileRefusal('damaged')
  return text
}

/** What XML does not allow anywhere. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:([a-z]{2,4});|#x([0-9a-fA-F]{1,8});|#([0-9]{1,8});)?/g, (_, name, hex, decimal) => {
    if (name) {
      const character = named[name]
      if (character === undefined) throw new FileRefusal('damaged')
      return character
    }
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : 0
    if (!isCharacter(code)) throw new FileRefusal('damaged')
    return String.fromCodePoint(code)
  })
}

function isCharacter(code: number): boolean {
  return (
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  )
}

/** So many characters a cell's text has at most as it is written, each of them escaped. */
export const mostWritten = limits.cellCharacters * 7

/** The text of a cell, with the characters that Office escapes because XML does not allow them: `_x000D_`. */
export function cellText(written: string): string {
  const text = written.includes('_x')
    ? written.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : written
  within(text.length, limits.cellCharacters, 'too-much-text')
  return text
}
