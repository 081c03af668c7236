import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editImport, type ImportView, startImport } from '../../server/import/contract.ts'
import { ImpactNames } from '../enrollment/ImpactNames.tsx'
import { impactSentence } from '../enrollment/impact.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Switch } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { say } from '../kit/said.ts'
import { Skeleton } from '../kit/states.tsx'
import { numberToType, TypedNumber } from '../kit/TypedNumber.tsx'
import { ChangedUsers } from './ChangedUsers.tsx'
import { Working } from './CheckStep.tsx'
import { Drift } from './Drift.tsx'
import { NotImported } from './NotImported.tsx'
import { Started } from './Started.tsx'
import styles from './StartStep.module.css'
import { useTelling } from './telling.ts'
import { changesIn, inOrder } from './words.ts'

/** Few enough that the button at the end is not far. */
const namesPerPage = 10

/** The final check: whom the import would touch and why, what stays behind, who is told; then **Start import**. */
export function StartStep({ view }: { view: ImportView }) {
  if (view.state === 'starting') return <Working view={view} />
  if (view.state === 'started' && view.batchId !== null) return <Started view={view} batchId={view.batchId} />
  if (view.state === 'checking' && !view.plan) return <Working view={view} />
  return <FinalCheck key={view.plan?.previewId} view={view} />
}

function FinalCheck({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { plan, planProblem, check, state } = view
  const [typed, setTyped] = useState('')
  const start = useTelling(view.id, (confirm: Confirmed) =>
    call(startImport, { params: { importId: view.id }, body: { confirm, previewId: plan?.previewId } }),
  )
  const number = plan?.confirm.isNeeded ? numberToType(plan.confirm) : undefined
  const hasGood = check !== null && check.people > 0
  const isReady =
    state === 'open' && plan !== null && planProblem === null && hasGood && (number === undefined || typed === number)
  const begin = () => {
    if (!isReady || start.isPending) return
    const { enrolls, ends, isNeeded } = plan.confirm
    start.mutate(isNeeded ? { enrolls, ends } : undefined)
  }
  if (!check) return null
  return (
    <div className={styles.final}>
      <Drift drift={view.drift} />
      {planProblem !== null && (
        <p role="alert" className={styles.problem}>
          {say(planProblem.said ?? [], planProblem.detail)}
        </p>
      )}
      {hasGood && planProblem === null && !plan && <Skeleton rows={3} />}
      {!hasGood && <p className={styles.headline}>{t('import:final.nothing')}</p>}
      {plan && hasGood && (
        <div className={styles.foreseen} data-stale={state !== 'open' || undefined}>
          <p className={styles.headline}>
            {inOrder(view, impactSentence(t, format, plan), changesIn(t, format, view, 'final')).join(' ')}
          </p>
          <Cleared view={view} />
          <ChangedUsers view={view} />
          <ImpactNames key={plan.previewId} preview={plan} perPage={namesPerPage} />
        </div>
      )}
      <NotImported view={view} />
      {plan && hasGood && (
        <>
          <Mails view={view} />
          {number !== undefined && (
            <div className={styles.typed}>
              <TypedNumber number={number} onChange={setTyped} onEnter={begin} />
            </div>
          )}
          <div className={styles.start}>
            <Button look="primary" icon={<IconPlayerPlay />} busy={start.isPending} disabled={!isReady} onClick={begin}>
              {t('import:final.start')}
            </Button>
            <p>{t('import:final.back')}</p>
          </div>
        </>
      )}
    </div>
  )
}

type Confirmed = { enrolls: number; ends: number } | undefined

/** What is emptied. Whoever stays as they are stands among the names. */
function Cleared({ view: { check } }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const count = check?.cleared ?? 0
  return count > 0 && <p className={styles.cleared}>{t('import:final.cleared', { count, shown: number(count) })}</p>
}

/** Whether people are told, and how many; nothing where nobody would be. */
function Mails({ view: { id, mails, mailOn, notify } }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const tell = useTelling(id, (wanted: boolean) =>
    call(editImport, { params: { importId: id }, body: { notify: wanted } }),
  )
  const isOn = tell.isPending ? tell.variables : notify
  if (!mails) return null
  const words = isOn
    ? t(mailOn ? 'import:final.mails' : 'import:final.mailsKept', { count: mails, shown: number(mails) })
    : t('import:final.noMails')
  return (
    <div className={styles.mails}>
      <Switch label={t('import:final.tell')} help={words} checked={isOn} onChange={(wanted) => tell.mutate(wanted)} />
    </div>
  )
}
