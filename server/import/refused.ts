/** What a file says that no import can come of, in sentences that one can act on; what cannot be read, says file/refusal.ts. */
export const refusals = {
  'other-academy':
    'This file was made from a template of another academy. Generate a template here, and copy the rows into it.',
  'no-person-column':
    'None of the first twenty rows names a column “E-mail” or “Employee number”, so nobody can be found. ' +
    'Write one of the two above the column that says who somebody is.',
} as const

export class Refused extends Error {
  readonly code: keyof typeof refusals

  constructor(code: keyof typeof refusals) {
    super(refusals[code])
    this.code = code
  }
}
