import { IconCopy, IconFlag, IconPlayerPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editRule, type Rule, readRule } from '../../server/rule/contract.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { RunningWork } from '../enrollment/RunningWork.tsx'
import { versionAt } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { useUnsavedGuard } from '../kit/guard.ts'
import type { SecondaryAction } from '../kit/PageHeader.tsx'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import styles from './RuleBuilder.module.css'
import { isReady, RuleBuilder } from './RuleBuilder.tsx'
import { RuleNotes } from './RuleNotes.tsx'
import { RuleState } from './RuleState.tsx'
import { type Step, useRuleActs } from './ruleActs.ts'
import { type RuleDraft, useRuleDraft } from './useRuleDraft.ts'

type Open = {
  saved: Rule
  written: RuleDraft
  acts: ReturnType<typeof useRuleActs>
  tried: boolean
  save: (notify: boolean) => void
}

const OpenRule = createContext<Open | undefined>(undefined)

const breadcrumb = (t: (key: string) => string) => [
  { label: t('organization:organise'), to: '/organise' },
  { label: t('rule:rules'), to: '/organise/rules' },
]

/** A rule: its sentence, and what happened to it. */
export function RulePage() {
  const { t } = useTranslation()
  const ruleId = useIdInPath('ruleId')
  const { data, error, refetch } = useQuery(query(readRule, { params: { ruleId } }))
  if (data) return <OneRule key={ruleId} saved={data} />
  return <DetailPage breadcrumb={breadcrumb(t)} title={undefined} fault={error} retry={refetch} />
}

/** The one thing to do next, in each state. */
const nextStep: Partial<Record<Rule['state'], Step>> = { draft: 'activate', paused: 'resume', ended: 'reactivate' }

function OneRule({ saved }: { saved: Rule }) {
  const { t } = useTranslation()
  const [tried, setTried] = useState(false)
  const written = useRuleDraft(saved, versionAt(readRule, { ruleId: saved.id }))
  const acts = useRuleActs(saved, written)
  useUnsavedGuard(written.guarded)
  const ifReady = (run: () => unknown) => {
    setTried(true)
    if (isReady(written)) run()
    else document.getElementById('rule-name')?.focus()
  }
  const step = nextStep[saved.state]
  const more: SecondaryAction[] = [
    { label: t('rule:copy'), icon: <IconCopy />, run: () => acts.copy.mutate(undefined) },
    ...(saved.state === 'ended'
      ? []
      : [
          {
            label: t('rule:step.end.action'),
            icon: <IconFlag />,
            run: () => ifReady(() => acts.move('end')),
            danger: true,
          },
        ]),
  ]
  const path = `/organise/rules/${saved.id}`
  return (
    <OpenRule
      value={{
        saved,
        written,
        acts,
        tried,
        save: (notify) => ifReady(() => acts.edit.mutate({ ...written.edit, notify })),
      }}
    >
      <DetailPage
        breadcrumb={breadcrumb(t)}
        title={saved.name}
        status={
          <>
            <RuleState rule={saved} />
            <span className={styles.since}>
              {t('rule:since')} <RelativeDate value={saved.frozen ? (saved.heldSince ?? saved.since) : saved.since} />
            </span>
          </>
        }
        toolbar={
          saved.state === 'active' && (
            <Button icon={<IconPlayerPause />} onClick={() => ifReady(() => acts.move('pause'))}>
              {t('rule:step.pause.action')}
            </Button>
          )
        }
        action={
          step && (
            <Button look="primary" busy={acts.isBusy} onClick={() => ifReady(() => acts.move(step))}>
              {t(`rule:step.${step}.action`)}
            </Button>
          )
        }
        more={more}
        tabs={[
          { label: t('rule:tab.rule'), to: path },
          { label: t('rule:tab.history'), to: `${path}/history` },
        ]}
      />
    </OpenRule>
  )
}

/** The sentence of the rule, to be edited in place. */
export function RuleTab() {
  const { t } = useTranslation()
  const open = useContext(OpenRule)
  const [notify, setNotify] = useState(true)
  if (!open) return <Skeleton />
  const { saved, written, acts, tried, save } = open
  const { edit, isChanged } = written
  const params = { ruleId: saved.id }
  const mayEnroll = saved.state === 'active' && (edit?.criteria !== undefined || edit?.targetIds !== undefined)
  return (
    <>
      <RuleNotes rule={saved} written={written} />
      <div className={styles.running}>
        <RunningWork />
      </div>
      <RuleBuilder rule={written} saved={saved} tried={tried} fault={acts.edit.error} />
      {isChanged && mayEnroll && (
        <div className={styles.notify}>
          <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
        </div>
      )}
      <SaveBar
        dirty={isChanged}
        busy={acts.isBusy}
        save={() => save(notify)}
        discard={() => {
          acts.edit.reset()
          written.clear()
        }}
        fault={acts.edit.error}
        impact={<ImpactLine of={isReady(written) && edit ? act(editRule, { params, body: edit }) : undefined} />}
      />
    </>
  )
}
