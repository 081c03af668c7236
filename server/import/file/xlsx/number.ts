import { digit, type NumberFormat } from './numberFormat.ts'

/** Of a double no more digits are exact, and a spreadsheet program shows no more. */
const exactDigits = 15
/** From here on a number is too large to identify anything, and is left as it is written. */
const largest = 1e21

const secondsOfDay = 86_400
const millisecondsOfDay = 1000 * secondsOfDay
/** Computed moments miss midnight by less. */
const aMillisecond = 1 / millisecondsOfDay
/** 31 December 9999, the last day that a spreadsheet program knows. */
const lastDay = 2_958_465
/** From 1 January 1900 to 1 January 1904, as spreadsheet programs count. */
const daysTo1904 = 1462

/** A number of a cell as the spreadsheet program shows an identifier: no exponent, no `.0`; a date as YYYY-MM-DD. */
export function numberText(written: string, format: NumberFormat | undefined, from1904: boolean): string {
  const trimmed = written.trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,5})?$/i.test(trimmed)) return trimmed
  const number = Number(trimmed)
  switch (format?.kind) {
    case 'date':
      return dayText(number, from1904) ?? plainText(trimmed, number)
    case 'time':
      return timeText(number, from1904) ?? plainText(trimmed, number)
    case 'digits':
      return maskedText(plainText(trimmed, number), format.mask)
    default:
      return plainText(trimmed, number)
  }
}

function plainText(written: string, number: number): string {
  if (/^(0|[1-9]\d*)$/.test(written)) return written
  if (!Number.isFinite(number) || Math.abs(number) >= largest) return written
  if (Number.isInteger(number)) return integerText(number)
  // Computed in binary, 0.1 + 0.2 is a little more than 0.3; nobody sees it.
  const rounded = Number(number.toPrecision(exactDigits))
  return Number.isInteger(rounded) ? integerText(rounded) : fractionText(rounded)
}

function integerText(number: number): string {
  return BigInt(number).toString()
}

function fractionText(number: number): string {
  const text = String(number)
  return text.includes('e') ? number.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : text
}

function maskedText(text: string, mask: readonly (string | symbol)[]): string {
  if (!/^\d+$/.test(text)) return text
  let left = text.length
  let shown = ''
  const first = mask.findIndex((symbol) => typeof symbol === 'symbol')
  for (let i = mask.length - 1; i >= 0; i--) {
    const symbol = mask[i]
    if (typeof symbol === 'string') shown = symbol + shown
    else if (left > 0) shown = text[--left] + shown
    else if (symbol === digit) shown = `0${shown}`
    // Of more digits than the mask has, all are shown, before the first.
    if (i === first && left > 0) {
      shown = text.slice(0, left) + shown
      left = 0
    }
  }
  return shown
}

/** A day by its number, undefined when it is none. */
function dayText(serial: number, from1904: boolean): string | undefined {
  const days = Math.floor(serial + aMillisecond) + (from1904 ? daysTo1904 : 0)
  if (!(serial >= 0) || days < 1 || days > lastDay) return undefined
  // Lotus 1-2-3 took 1900 for a leap year, and every program after it; before that day that never was, days count from
  // one later.
  if (days === 60) return '1900-02-29'
  const since1970 = days - (days < 60 ? 25_568 : 25_569)
  return new Date(since1970 * millisecondsOfDay).toISOString().slice(0, 10)
}

/** A time of day; with a day to it, the day. */
function timeText(serial: number, from1904: boolean): string | undefined {
  if (serial >= 1) return dayText(serial, from1904)
  if (!(serial >= 0)) return undefined
  const seconds = Math.round(serial * secondsOfDay)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const clock = `${two(hours)}:${two(minutes)}`
  return seconds % 60 === 0 ? clock : `${clock}:${two(seconds % 60)}`
}

const two = (number: number) => String(number).padStart(2, '0')

/** A date that is written as ISO 8601 writes it; what is no date, as it is. */
export function isoText(written: string): string {
  return /^\s*([+-]?\d{4,6}-\d\d-\d\d)(?:T.*)?\s*$/s.exec(written)?.[1] ?? written
}
