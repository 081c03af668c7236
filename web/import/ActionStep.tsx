import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type ImportAction, importAction } from '../../server/import/contract.ts'
import styles from './ActionStep.module.css'
import { actionIcons } from './actions.ts'

type ActionStepProps = { chosen: ImportAction | null | undefined; choose: (action: ImportAction) => void }

/** What the file is to do, one of eight. */
export function ActionStep({ chosen, choose }: ActionStepProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.question}>
      <p id="what-to-do">{t('import:action.question')}</p>
      <ul className={styles.actions} aria-labelledby="what-to-do">
        {importAction.options.map((action) => (
          <li key={action}>
            <Choice action={action} isChosen={action === chosen} choose={choose} />
          </li>
        ))}
      </ul>
    </div>
  )
}

type ChoiceProps = { action: ImportAction; isChosen: boolean; choose: (action: ImportAction) => void }

function Choice({ action, isChosen, choose }: ChoiceProps) {
  const { t } = useTranslation()
  const id = useId()
  const Icon = actionIcons[action]
  return (
    <button
      type="button"
      className={styles.action}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-means`}
      aria-pressed={isChosen}
      onClick={() => choose(action)}
    >
      <Icon size={18} stroke={1.6} />
      <span className={styles.words}>
        <span id={`${id}-name`} className={styles.name}>
          {t(`import:action.${action}`)}
        </span>
        <span id={`${id}-means`} className={styles.means}>
          {t(`import:action.means.${action}`)}
        </span>
      </span>
    </button>
  )
}
