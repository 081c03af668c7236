import { limits } from './limits.ts'
import { FileRefusal, type RefusalCode } from './refusal.ts'

/** What one file may cost over all its parts, each time that they are read. */
export class Budget {
  private unpacked = 0
  private characters = 0

  unpack(bytes: number): void {
    this.unpacked += bytes
    within(this.unpacked, limits.unpackedBytes, 'unpacks-too-large')
  }

  /** The text of one row. */
  say(characters: number): void {
    this.characters += characters
    within(characters, limits.rowCharacters, 'too-much-text')
    within(this.characters, limits.textCharacters, 'too-much-text')
  }
}

export function within(amount: number, most: number, code: RefusalCode): void {
  if (amount > most) throw new FileRefusal(code)
}
