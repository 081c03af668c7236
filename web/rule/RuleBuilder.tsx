import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Rule } from '../../server/rule/contract.ts'
import { ApiProblem } from '../kit/api.ts'
import { isUnfinished } from './builder.ts'
import { Criteria } from './Criteria.tsx'
import { Leaving } from './Leaving.tsx'
import { Matches } from './Matches.tsx'
import styles from './RuleBuilder.module.css'
import { Targets } from './Targets.tsx'
import type { RuleDraft } from './useRuleDraft.ts'

type BuilderProps = {
  rule: RuleDraft
  saved?: Rule
  /** Somebody tried to save it: what is missing is said. */
  tried: boolean
  fault?: unknown
}

/** A rule as a sentence that one edits in place, with the number of people it matches at its side. */
export function RuleBuilder({ rule, saved, tried, fault }: BuilderProps) {
  const { t } = useTranslation()
  const { draft } = rule
  const nameError = tried && draft.name.trim() === '' ? t('kit:invalid.empty') : nameFault(fault)
  return (
    <div className={styles.builder}>
      <div className={styles.name}>
        <TextInput
          id="rule-name"
          label={t('rule:name')}
          value={draft.name}
          error={nameError}
          withAsterisk
          aria-required
          autoFocus={!saved}
          data-autofocus={!saved || undefined}
          autoComplete="off"
          placeholder={t('rule:namePlaceholder')}
          onChange={(event) => rule.set({ name: event.currentTarget.value })}
        />
      </div>
      <div className={styles.criteria}>
        <Criteria rule={rule} />
        {tried && draft.chips.some(isUnfinished) && (
          <p role="alert" className={styles.problem}>
            {t('rule:unfinishedProblem')}
          </p>
        )}
      </div>
      <div className={styles.rest}>
        <Targets rule={rule} />
        <Leaving rule={rule} saved={saved} />
      </div>
      <div className={styles.people}>
        <Matches draft={draft} saved={saved} />
      </div>
    </div>
  )
}

/** Whether it can be sent: it has a name, and every criterion asks something. */
export function isReady({ draft }: RuleDraft): boolean {
  return draft.name.trim() !== '' && !draft.chips.some(isUnfinished)
}

/** What the server says of the name, such as that it is taken. */
function nameFault(fault: unknown): string | undefined {
  if (!(fault instanceof ApiProblem)) return undefined
  return fault.errors.find(({ field }) => /(^|[./])name$/.test(field))?.message
}
