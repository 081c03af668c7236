import { useTranslation } from 'react-i18next'
import type { OnLeaving } from '../../server/learning/contract.ts'
import type { Rule } from '../../server/rule/contract.ts'
import { Choices } from '../kit/Choices.tsx'
import { useFormat } from '../kit/format.ts'
import { criteriaOf, daysUntilLeaving, leavingOf } from './builder.ts'
import type { RuleDraft } from './useRuleDraft.ts'

const choices = ['keep', 'withdraw-if-not-started', 'withdraw', 'activity'] as const

/** What becomes of the enrollments of someone who no longer matches; in words what days alone do. */
export function Leaving({ rule, saved }: { rule: RuleDraft; saved: Rule | undefined }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const days = daysUntilLeaving(criteriaOf(rule.draft))
  const isMoving = days !== undefined && Number.isInteger(days)
  return (
    <Choices
      label={t('rule:leaving.label')}
      choices={choices.map((value) => ({
        value,
        label: t(`rule:leaving.${value}`),
        help:
          isMoving && t(`rule:leaving.moving.${value}`, { count: days, day: number(days + 1), shown: number(days) }),
      }))}
      value={leavingOf(rule.draft, saved) ?? 'activity'}
      onChange={(value) => rule.set({ onLeaving: value === 'activity' ? null : (value satisfies OnLeaving) })}
    />
  )
}
