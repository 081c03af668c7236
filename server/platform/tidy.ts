// Soft hyphens, zero-width spaces, byte order marks and marks that turn the direction of what follows. The joiners stay:
// Persian and Indic names are spelled with them.
const unseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

/** Nothing, or words of ASCII with one space between them: most lines are, and nothing is to be done about them. */
const tidy = /^(?:[!-~]+(?: [!-~]+)*)?$/

export function tidyLine(given: string): string {
  if (tidy.test(given)) return given
  return given
    .toWellFormed()
    .normalize('NFC')
    .replace(unseen, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
}

export function tidyProse(given: string): string {
  return given
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

/** Addresses come out of spreadsheets and mail programs with spaces, zero-width characters and the like around them. */
export function tidyEmail(given: string): string {
  return given
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, '')
}
