import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../kit/Button.tsx'
import { useUnsavedGuard } from '../kit/guard.ts'
import { PageHeader } from '../kit/PageHeader.tsx'
import { ProblemNote } from '../kit/states.tsx'
import { isReady, RuleBuilder } from './RuleBuilder.tsx'
import { useRuleCreation } from './ruleActs.ts'
import { useRuleDraft } from './useRuleDraft.ts'

/** A new rule: written first, then kept as a draft or activated, after its impact was seen. */
export function NewRulePage() {
  const { t } = useTranslation()
  const [tried, setTried] = useState(false)
  const rule = useRuleDraft(undefined)
  const { create, activate, saveDraft } = useRuleCreation(rule)
  useUnsavedGuard(rule.guarded)
  const ifReady = (run: () => unknown) => () => {
    setTried(true)
    if (isReady(rule)) run()
    else document.getElementById('rule-name')?.focus()
  }
  return (
    <>
      <PageHeader
        title={t('rule:new')}
        breadcrumb={[
          { label: t('organization:organise'), to: '/organise' },
          { label: t('rule:rules'), to: '/organise/rules' },
        ]}
        toolbar={
          <Button busy={create.isPending} onClick={ifReady(saveDraft)}>
            {t('rule:saveDraft')}
          </Button>
        }
        action={
          <Button look="primary" disabled={create.isPending} onClick={ifReady(activate)}>
            {t('rule:step.activate.action')}
          </Button>
        }
      />
      <RuleBuilder rule={rule} tried={tried} fault={create.error} />
      <ProblemNote fault={create.error} />
    </>
  )
}
