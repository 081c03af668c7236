import pg from 'pg'

const int8 = 20
const int8Array = 1016
const date = 1082
const dateArray = 1182
const textArray = 1009
const int2Array = 1005
const int4Array = 1007

/**
 * How column values arrive in JavaScript. Counts and ids are numbers (ours stay below 2^53, and one beyond is a fault, not
 * a rounded number); a day is the text `2026-05-03`, because a JavaScript Date would drag a time zone along.
 */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return builtIn(oid, 'binary')
    return ownParsers.get(oid) ?? builtIn(oid, 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

const builtIn = pg.types.getTypeParser as (oid: number, format: 'text' | 'binary') => (text: string) => unknown
const parseTexts = builtIn(textArray, 'text') as (text: string) => (string | null)[]

const ownParsers = new Map<number, (text: string) => unknown>([
  [int8, safeInteger],
  [int8Array, (text) => parseTexts(text).map((element) => (element === null ? null : safeInteger(element)))],
  [date, (text) => text],
  [dateArray, parseTexts],
  [int2Array, parseIntegers],
  [int4Array, parseIntegers],
])

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large to be counted exactly`)
  return number
}

/** Plans name people by the hundred thousand: what has no quotes and no nesting need not be looked at letter by letter. */
function parseIntegers(text: string): (number | null)[] | unknown {
  if (text === '{}') return []
  if (!text.startsWith('{') || text.startsWith('{{')) return builtIn(int4Array, 'text')(text)
  return text
    .slice(1, -1)
    .split(',')
    .map((element) => (element === 'NULL' ? null : Number(element)))
}
