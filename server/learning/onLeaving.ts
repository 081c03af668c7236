import type { OnLeaving } from './contract.ts'

const inOrder: readonly OnLeaving[] = ['withdraw', 'withdraw-if-not-started', 'keep']

/** As it is stored: the higher keeps more, and of several causes the most keeping wins. Null leaves it to what is above. */
export function onLeavingNumber(given: OnLeaving | null): number | null {
  return given === null ? null : inOrder.indexOf(given) + 1
}

export function onLeavingWord(stored: number | null): OnLeaving | null {
  return stored === null ? null : (inOrder[stored - 1] ?? null)
}
