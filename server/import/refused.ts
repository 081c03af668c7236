/** What a file says that no import can come of; `message` is a sentence that one can act on. */
export class Refused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
