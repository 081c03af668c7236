import type { OnLeaving } from '../../learning/contract.ts'

const inOrder: readonly OnLeaving[] = ['withdraw', 'withdraw-if-not-started', 'keep']

/** As it is stored: the higher keeps more, and of several causes the most keeping wins. Null leaves it to what is above. */
export function onLeavingNumber(given: OnLeaving): number
export function onLeavingNumber(given: OnLeaving | null): number | null
export function onLeavingNumber(given: OnLeaving | null): number | null {
  return given === null ? null : inOrder.indexOf(given) + 1
}

export function onLeavingWord(stored: number): OnLeaving
export function onLeavingWord(stored: number | null): OnLeaving | null
export function onLeavingWord(stored: number | null): OnLeaving | null {
  if (stored === null) return null
  const word = inOrder[stored - 1]
  if (!word) throw new RangeError(`no on leaving is stored as ${stored}`)
  return word
}
