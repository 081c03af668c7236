import { useTranslation } from 'react-i18next'
import { Tick } from '../kit/fields.tsx'
import { useSession } from '../kit/session.ts'
import styles from './Notify.module.css'

type NotifyProps = { label: string; checked: boolean; onChange: (notify: boolean) => void }

/** Whether the people concerned are told by e-mail. Says so when mail is off and the messages will be kept. */
export function Notify({ label, checked, onChange }: NotifyProps) {
  const { t } = useTranslation()
  const { academy } = useSession()
  return (
    <div className={styles.notify}>
      <Tick label={label} checked={checked} onChange={onChange} />
      {checked && !academy.mailOn && <p>{t('enrollment:notify.off')}</p>}
    </div>
  )
}
