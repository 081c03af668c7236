import { useTranslation } from 'react-i18next'
import { type ImportAction, makeTemplate, thingsOf } from '../../server/import/contract.ts'
import { download } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { ActionStep } from './ActionStep.tsx'
import styles from './ImportPage.module.css'
import { type StepName, useImportUrl } from './importUrl.ts'
import { Step, type StepState, useArrival } from './Step.tsx'
import { TemplateStep } from './TemplateStep.tsx'
import { ThingNames, ThingsStep } from './ThingsStep.tsx'
import { UploadArea, UploadButton } from './UploadArea.tsx'

/** Before there is a file: what is to be done, for which things, their template, and where the filled one is uploaded. */
export function NewImport() {
  const { t } = useTranslation()
  const [{ action, things = [], template, step }, setUrl] = useImportUrl()
  const reached: StepName = !action ? 'action' : template ? 'check' : 'things'
  const current = step === 'action' || step === 'things' ? step : reached
  const list = useArrival(current, { atOnce: false })
  const kind = action && thingsOf[action]

  const chooseAction = (chosen: ImportAction) => {
    const keeps = kind === thingsOf[chosen]
    void setUrl({ action: chosen, things: keeps ? things.join() : undefined, template: undefined, step: undefined })
  }
  const chooseThings = (ids: readonly number[]) =>
    void setUrl({ things: ids.join(), template: undefined, step: undefined }, { replace: true })
  const stateOf = (name: StepName): StepState => {
    if (name === current) return 'current'
    if (!action) return 'ahead'
    if (name === 'action') return 'done'
    if (name === 'start') return 'ahead'
    return template && name !== 'check' ? 'done' : 'open'
  }

  return (
    <ol className={styles.steps} ref={list}>
      <Step
        number={1}
        title={t('import:step.action')}
        state={stateOf('action')}
        summary={action && t(`import:action.${action}`)}
        aside={<Change step={t('import:step.action')} run={() => void setUrl({ step: 'action' })} />}
      >
        <ActionStep chosen={action} choose={chooseAction} />
        <p className={styles.other}>
          <span>{t('import:upload.already')}</span>
          <UploadButton action={undefined} look="quiet" label={t('import:upload.choose')} />
        </p>
      </Step>
      <Step
        number={2}
        title={t(`import:step.things.${kind ?? 'activity'}`)}
        state={stateOf('things')}
        summary={kind && (things.length > 0 ? <ThingNames kind={kind} ids={things} /> : t('import:things.none'))}
        aside={
          <Change step={t(`import:step.things.${kind ?? 'activity'}`)} run={() => void setUrl({ step: 'things' })} />
        }
      >
        {action && <p className={styles.text}>{t(`import:things.text.${action}`)}</p>}
        {kind && <ThingsStep key={kind} kind={kind} ids={things} choose={chooseThings} />}
      </Step>
      <Step
        number={3}
        title={t('import:step.template')}
        state={stateOf('template')}
        summary={action && t('import:template.made')}
        aside={
          action && (
            <Button look="quiet" onClick={() => download(makeTemplate, { query: { action, things: things.join() } })}>
              {t('import:template.again')}
            </Button>
          )
        }
      >
        {action && (
          <TemplateStep
            action={action}
            things={things}
            made={() => void setUrl({ template: 'made', step: undefined })}
          />
        )}
      </Step>
      <Step number={4} title={t('import:step.check')} state={stateOf('check')}>
        <UploadArea action={action} isNext={current === 'check'} />
      </Step>
      <Step number={5} title={t('import:step.start')} state="ahead" />
    </ol>
  )
}

/** Opens a folded step again. */
export function Change({ step, run }: { step: string; run: () => void }) {
  const { t } = useTranslation()
  return (
    <Button look="quiet" aria-label={t('import:changeOf', { step })} onClick={run}>
      {t('import:change')}
    </Button>
  )
}
