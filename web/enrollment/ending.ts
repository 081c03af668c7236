import type { TFunction } from 'i18next'
import type { Cause, Enrollment } from '../../server/enrollment/contract.ts'
import type { Person } from '../kit/session.ts'
import { whyStill, wordsOf } from './why.ts'

/** What one needs to know of an enrollment to end it by hand. */
export type Endable = Pick<Enrollment, 'user' | 'state' | 'status' | 'causes'> & {
  activity: { id: number; title: string }
}

/** What ending by hand would do: which causes end, and which keep the enrollment alive. */
export function endingOf({ state, status, causes }: Omit<Endable, 'user' | 'activity'>, role: Person['role']) {
  const byHand = role === 'administrator' ? ['by-hand', 'by-manager', 'import'] : ['by-manager']
  const ends = causes.filter(({ kind }) => byHand.includes(kind))
  const remains = causes.filter(({ kind }) => !byHand.includes(kind))
  const stays = remains.length > 0
  const becomes = status === 'completed' ? ('kept' as const) : ('withdrawn' as const)
  return { ends, remains, becomes: stays ? ('active' as const) : becomes, changesNothing: !stays && state === becomes }
}

/** How what ends was begun. */
export function begunBy(ends: ReadonlyArray<Pick<Cause, 'kind'>>): 'hand' | 'import' | 'both' {
  if (ends.every(({ kind }) => kind !== 'import')) return 'hand'
  return ends.every(({ kind }) => kind === 'import') ? 'import' : 'both'
}

/** What keeps an enrollment alive once what was done by hand or by import has ended, in words. */
export function stillSentence(t: TFunction, language: string, causes: readonly Cause[]): string {
  return wordsOf(whyStill(causes, { t, language, subject: 'they', links: false }), language)
}
