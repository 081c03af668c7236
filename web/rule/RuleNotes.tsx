import { IconCopy, IconPlayerPause, IconSnowflake } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rule } from '../../server/rule/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { type Part, Why } from '../kit/Why.tsx'
import { withoutArchived } from './builder.ts'
import styles from './RuleBuilder.module.css'
import { pageOf } from './sentence.ts'
import type { RuleDraft } from './useRuleDraft.ts'

/** What one should know of a rule before editing it: that it is held and why, and that another asks the same. */
export function RuleNotes({ rule, written }: { rule: Rule; written: RuleDraft }) {
  const { t } = useTranslation()
  const { day } = useFormat()
  const since = rule.heldSince ? day(rule.heldSince) : ''
  const archived = rule.archived.map(
    (thing): Part => ({
      sentence: t(`rule:thing.${thing.kind}`),
      parts: { name: { text: thing.name, to: pageOf(thing) } },
    }),
  )
  // What is taken out is taken out of the draft: it ends when that is saved.
  const takeOut = written.draft.chips.some(({ values }) => values.some((value) => value.archived)) && (
    <Button onClick={() => written.set({ chips: withoutArchived(written.draft.chips) })}>
      {t('rule:takeOut', { count: archived.length })}
    </Button>
  )
  return (
    <div className={styles.notes}>
      {rule.frozen && (
        <Note tone="ended" icon={<IconSnowflake size={16} aria-hidden />} action={takeOut}>
          <Why sentence={t('rule:frozenNote', { count: archived.length, since })} parts={{ archived }} />
        </Note>
      )}
      {!rule.frozen && archived.length > 0 && (
        <Note tone="ended" icon={<IconSnowflake size={16} aria-hidden />} action={takeOut}>
          <Why sentence={t('rule:archivedNote', { count: archived.length })} parts={{ archived }} />
        </Note>
      )}
      {rule.state === 'paused' && (
        <Note tone="kept" icon={<IconPlayerPause size={16} aria-hidden />}>
          {t('rule:pausedNote', { since })}
        </Note>
      )}
      {rule.duplicates.length > 0 && (
        <Note tone="info" icon={<IconCopy size={16} aria-hidden />}>
          <Why
            sentence={t('rule:duplicatesNote', { count: rule.duplicates.length })}
            parts={{
              rules: rule.duplicates.map(({ id, name, state, sameTargets }) => ({
                sentence: t(sameTargets ? 'rule:duplicate.same' : 'rule:duplicate.other', {
                  state: t(`rule:state.${state}`).toLowerCase(),
                }),
                parts: { name: { text: name, to: `/organise/rules/${id}` } },
              })),
            }}
          />
        </Note>
      )}
    </div>
  )
}

type NoteProps = { tone: 'ended' | 'kept' | 'info'; icon: ReactNode; action?: ReactNode; children: ReactNode }

function Note({ tone, icon, action, children }: NoteProps) {
  return (
    <div className={styles.note} data-tone={tone}>
      {icon}
      <p>{children}</p>
      {action}
    </div>
  )
}
