/** How a number is shown, as far as it matters to what it says. */
export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  /** Digits in a mask: `00000`, `"P-"0000`, `000-00-0000`. */
  | { readonly kind: 'digits'; readonly mask: readonly (string | typeof digit | typeof optionalDigit)[] }

export const digit = Symbol('digit')
export const optionalDigit = Symbol('optional digit')

const plain: NumberFormat = { kind: 'plain' }
const date: NumberFormat = { kind: 'date' }
const time: NumberFormat = { kind: 'time' }

/** Formats that a workbook does not write out: of every language the days, of East Asian ones more of them. */
const builtIn = new Map<number, NumberFormat>([
  ...[14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58].map((id) => [id, date] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47].map((id) => [id, time] as const),
])

export function builtInFormat(id: number): NumberFormat {
  return builtIn.get(id) ?? plain
}

const longestCode = 255

/** What a format's code comes down to. Its first section is for positive numbers, which is what one identifies with. */
export function formatOf(code: string): NumberFormat {
  if (code.length > longestCode || /^(general|@)?$/i.test(code)) return plain
  const [section = ''] = /^(?:"[^"]*"?|\\.|[^;"\\])*/s.exec(code) ?? []
  // What is in brackets is a colour, a language or a condition, unless it is hours, minutes or seconds that go on counting.
  const symbols = section.replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  const bare = symbols.replace(/"[^"]*"?|\\.|_.|\*./g, '')
  if (/general/i.test(bare)) return plain
  if (/[dy]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare))) return date
  if (/[hs]/i.test(bare)) return time
  return maskOf(symbols)
}

function maskOf(symbols: string): NumberFormat {
  const mask: (string | typeof digit | typeof optionalDigit)[] = []
  for (const [token] of symbols.matchAll(/"[^"]*"?|\\.|_.|\*.|./gs)) {
    if (token === '0') mask.push(digit)
    else if (token === '#') mask.push(optionalDigit)
    else if (token.startsWith('"')) mask.push(token.replaceAll('"', ''))
    else if (token.startsWith('\\')) mask.push(token.slice(1))
    else if (token.startsWith('_') || token.startsWith('*')) continue
    else if (/[-+/() ]/.test(token)) mask.push(token)
    // Fractions, thousands, percents, exponents: amounts, which identify nobody.
    else return plain
  }
  const digits = mask.filter((symbol) => symbol === digit).length
  // A single digit is there to show a zero; with a letter to it, it is somebody's number.
  const pads =
    digits > 1 || (digits === 1 && mask.some((symbol) => typeof symbol === 'string' && /\p{L}/u.test(symbol)))
  return pads ? { kind: 'digits', mask } : plain
}
