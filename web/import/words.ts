import i18next, { type TFunction } from 'i18next'
import {
  type ImportAction,
  type ImportHead,
  type ImportView,
  isAboutRow,
  isAssigning,
  letterOf,
  type ProblemGroup,
  type ProblemKind,
} from '../../server/import/contract.ts'
import type { Format } from '../kit/format.ts'

/** What is wrong, and what to do: two sentences. What counts as a mark depends on what the file is for. */
export function problemWords(t: TFunction, { kind }: Pick<ProblemGroup, 'kind'>, action: ImportAction | null) {
  const withDash = kind === 'not-a-mark' && action !== null && isAssigning(action)
  return {
    wrong: t(`problem:kind.${kind}.wrong`),
    todo: t(`problem:kind.${kind}.${withDash ? 'todoDash' : 'todo'}`),
  }
}

/** All that there is to say of a problem of a row, as the problem file says it. */
export function problemSentence(
  t: TFunction,
  { kind, about }: { kind: ProblemKind; about: string | null },
  action: ImportAction | null,
): string {
  const { wrong, todo } = problemWords(t, { kind }, action)
  if (about === null) return `${wrong}. ${todo}`
  return `${t('problem:with', { wrong, about: isAboutRow(kind) ? t('problem:row', { row: about }) : about })}. ${todo}`
}

/** "C · Department", as the spreadsheet program shows the column. */
export function columnName(view: Pick<ImportView, 'columns'>, column: number | null): string | undefined {
  if (column === null) return undefined
  const found = view.columns.find((one) => one.column === column)
  return found ? [found.letter, found.header].filter(Boolean).join(' · ') : letterOf(column)
}

export function isSame(one: Pick<ProblemGroup, 'kind' | 'column'>, other: Pick<ProblemGroup, 'kind' | 'column'>) {
  return one.kind === other.kind && one.column === other.column
}

/** Why there is nothing to import, in a sentence. */
export function refusalWords(t: TFunction, { state, refusal }: Pick<ImportHead, 'state' | 'refusal'>): string {
  if (state === 'expired') return t('import:refusal.expired')
  if (refusal?.code === 'fault') return t('said:import.fault')
  const known = `import:refusal.${refusal?.code}`
  return refusal && !i18next.exists(known) ? refusal.message : t(known)
}

/** What the good rows do beside enrollments, in a sentence each: before they are imported, and afterwards. */
export function changesIn(
  t: TFunction,
  { number }: Format,
  { check, action }: ImportView,
  when: 'final' | 'started',
): string[] {
  if (!check || !action) return []
  const sentence = (key: string, count: number) =>
    count > 0 ? [t(`import:${when}.${key}`, { count, shown: number(count) })] : []
  if (action === 'users')
    return [
      ...sentence('created', check.created),
      ...sentence('edited', check.edited),
      ...sentence('deactivated', check.deactivated),
    ]
  if (action === 'unenroll') return sentence('remains', check.remains)
  if (action === 'enroll') return []
  return sentence(`made.${action}`, check.joined + check.left + check.completed)
}

/** What becomes of people comes before what becomes of their enrollments; what stays of those comes after. */
export function inOrder({ action }: Pick<ImportView, 'action'>, enrollments: string, others: string[]): string[] {
  return action === 'unenroll' ? [enrollments, ...others] : [...others, enrollments]
}
