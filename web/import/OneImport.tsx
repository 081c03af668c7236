import { useTranslation } from 'react-i18next'
import { editImport, type ImportAction, type ImportView, thingsOf } from '../../server/import/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { ActionStep } from './ActionStep.tsx'
import { CheckStep } from './CheckStep.tsx'
import { CheckSummary } from './CheckSummary.tsx'
import styles from './ImportPage.module.css'
import { type StepName, useImportUrl } from './importUrl.ts'
import { Change } from './NewImport.tsx'
import { StartStep } from './StartStep.tsx'
import { Step, type StepState, useArrival } from './Step.tsx'
import { shownInLine } from './ThingsStep.tsx'
import { useTelling } from './telling.ts'
import { UploadButton } from './UploadArea.tsx'
import { useRecheck } from './useRecheck.ts'

/** An import that has its file: what was read in it, what is wrong, what it would do, and what it did. */
export function OneImport({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [{ step }, setUrl] = useImportUrl()
  useRecheck(view)
  const { action, state } = view
  const reached = reachedBy(view)
  const mayEdit = state === 'open' || state === 'checking'
  const current = mayEdit && (step === 'action' || step === 'check') ? step : reached
  const list = useArrival(current, { atOnce: true })
  const edit = useTelling(view.id, (chosen: ImportAction) =>
    call(editImport, { params: { importId: view.id }, body: { action: chosen } }),
  )
  const chooseAction = (chosen: ImportAction) => {
    if (chosen !== action) edit.mutate(chosen)
    void setUrl({ step: undefined, problem: undefined, column: undefined })
  }
  const isPlanned = action !== null && view.check !== null
  const isUnread = state === 'refused' || state === 'expired'
  const stateOf = (name: StepName): StepState => {
    if (name === current) return 'current'
    // Nothing is known of what a file asks for that was not read.
    if (isUnread) return name === 'action' && action ? 'done' : 'ahead'
    if (name === 'template') return 'done'
    if (name === 'things' && state === 'reading') return 'ahead'
    if (name === 'action' || name === 'things') return action ? 'done' : 'ahead'
    if (name === 'start') return isPlanned ? 'open' : 'ahead'
    if (!action) return 'ahead'
    return reached === 'check' ? 'open' : 'done'
  }

  return (
    <ol className={styles.steps} ref={list}>
      <Step
        number={1}
        title={t('import:step.action')}
        state={stateOf('action')}
        summary={action && t(`import:action.${action}`)}
        aside={mayEdit && <Change step={t('import:step.action')} run={() => void setUrl({ step: 'action' })} />}
      >
        {!action && <p className={styles.text}>{t('import:action.unknown', { name: view.fileName })}</p>}
        <ActionStep chosen={action} choose={chooseAction} />
      </Step>
      <Step
        number={2}
        title={t(`import:step.things.${action ? thingsOf[action] : 'activity'}`)}
        state={stateOf('things')}
        summary={!isUnread && <ThingsOfFile view={view} />}
      />
      <Step
        number={3}
        title={t('import:step.template')}
        state={stateOf('template')}
        summary={
          !isUnread &&
          [view.fileName, view.rows > 0 && t('import:rows', { count: view.rows, shown: number(view.rows) })]
            .filter(Boolean)
            .join(' · ')
        }
        aside={
          state !== 'started' &&
          state !== 'starting' && (
            <UploadButton action={action ?? undefined} look="quiet" label={t('import:upload.another')} />
          )
        }
      />
      <Step
        number={4}
        title={t('import:step.check')}
        state={stateOf('check')}
        summary={<CheckSummary view={view} />}
        aside={
          mayEdit && (
            <Button
              look="quiet"
              aria-label={t('import:showOf', { step: t('import:step.check') })}
              onClick={() => void setUrl({ step: 'check' })}
            >
              {t('import:show')}
            </Button>
          )
        }
      >
        <CheckStep view={view} />
      </Step>
      <Step number={5} title={t('import:step.start')} state={stateOf('start')}>
        <StartStep view={view} />
      </Step>
    </ol>
  )
}

/** The step that an import has come to. */
function reachedBy(view: ImportView): StepName {
  const { state, action, check } = view
  if (state === 'starting' || state === 'started') return 'start'
  if (state === 'open' && action === null) return 'action'
  if (state === 'open' || state === 'checking') return check === null || isInDoubt(view) ? 'check' : 'start'
  return 'check'
}

/** Something in it is wrong, or not understood. */
function isInDoubt({ problems, columns }: ImportView): boolean {
  return problems.length > 0 || columns.some(({ problem }) => problem !== null)
}

/** What the file's columns are about, in one line. */
function ThingsOfFile({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { list, number } = useFormat()
  const names = view.columns.flatMap(({ thing }) => (thing ? [thing.name] : []))
  const more = names.length - shownInLine
  if (names.length === 0) return view.check === null ? null : t('import:things.none')
  return list([
    ...names.slice(0, shownInLine),
    ...(more > 0 ? [t('import:things.more', { count: more, shown: number(more) })] : []),
  ])
}
