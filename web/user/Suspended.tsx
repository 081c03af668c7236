import { useTranslation } from 'react-i18next'
import type { User } from '../../server/user/contract.ts'
import styles from './Suspended.module.css'

/** Of somebody inactive: that what they are enrolled in stands as it is. Of somebody active it says nothing. */
export function Suspended({ user: { name, status } }: { user: Pick<User, 'name' | 'status'> }) {
  const { t } = useTranslation()
  return status === 'inactive' && <p className={styles.suspended}>{t('user:suspended', { name })}</p>
}
