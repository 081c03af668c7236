import {
  IconBroadcast,
  IconDeviceLaptop,
  IconFileText,
  IconListCheck,
  IconPlayerPlay,
  IconSchool,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ActivityType as Type } from '../../server/learning/contract.ts'
import styles from './ActivityType.module.css'

const icons: Record<Type, typeof IconSchool> = {
  'e-learning': IconDeviceLaptop,
  classroom: IconSchool,
  webinar: IconBroadcast,
  document: IconFileText,
  exam: IconListCheck,
  video: IconPlayerPlay,
}

/** The type of a learning activity as icon and word; `quiet`: the icon alone, where the word stands elsewhere. */
export function ActivityType({ type, quiet = false }: { type: Type; quiet?: boolean }) {
  const { t } = useTranslation()
  const Icon = icons[type]
  return (
    <span className={styles.type} data-quiet={quiet || undefined}>
      <Icon size={16} stroke={1.6} aria-hidden />
      {!quiet && t(`enrollment:type.${type}`)}
    </span>
  )
}
