import type { TFunction } from 'i18next'
import type { Outcome } from '../../server/enrollment/contract.ts'
import type { formatIn } from '../kit/format.ts'
import { gained } from './outcome.ts'

/**
 * What followed from an act, in words: "1,204 people are enrolled in Forklift basics.", "37 enrollments added and
 * 4 withdrawn." With `title` all of it was about one learning activity.
 */
export function changesSentence(
  t: TFunction,
  { number, list }: ReturnType<typeof formatIn>,
  outcome: Outcome,
  title?: string,
): string {
  const { state, kept, withdrawn } = outcome
  if (state === 'running') return t('enrollment:changes.running')
  const count = gained(outcome)
  if (isNothing(outcome)) return t('enrollment:changes.nothing')
  if (title !== undefined && kept + withdrawn === 0)
    return t('enrollment:changes.people', { count, shown: number(count), title })
  const clauses = [
    count > 0 && t('enrollment:changes.added', { count, shown: number(count) }),
    kept > 0 && t('enrollment:changes.kept', { count: kept, shown: number(kept) }),
    withdrawn > 0 && t('enrollment:changes.withdrawn', { count: withdrawn, shown: number(withdrawn) }),
  ].filter((clause) => clause !== false)
  return t('enrollment:changes.whole', { changes: list(clauses) })
}

/** The same where no other words say that the act was done: without a change to tell of, that it is saved. */
export function savedSentence(...told: Parameters<typeof changesSentence>): string {
  const [t, , outcome] = told
  const sentence = changesSentence(...told)
  return outcome.state === 'running' || isNothing(outcome) ? `${t('enrollment:changes.saved')} ${sentence}` : sentence
}

function isNothing(outcome: Outcome): boolean {
  return gained(outcome) + outcome.kept + outcome.withdrawn === 0
}
