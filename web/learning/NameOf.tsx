import { IconArchive } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StateBadge } from '../kit/StateBadge.tsx'
import styles from './Qualification.module.css'

/** What something in a list is called, and that it is archived, where others in the list are not. */
export function NameOf({ name, archived }: { name: ReactNode; archived: boolean }) {
  const { t } = useTranslation()
  if (!archived) return name
  return (
    <>
      {name}
      <span className={styles.archived}>
        <StateBadge tone="unchanged" icon={<IconArchive />}>
          {t('organization:archived.is')}
        </StateBadge>
      </span>
    </>
  )
}
