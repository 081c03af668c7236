import { IconCheck, IconCircleDashed, IconHistory, IconPlayerPlay } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnrollmentState, ProgressStatus } from '../../server/enrollment/contract.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'
import styles from './Standing.module.css'

const looks: Record<ProgressStatus, { tone: Tone; icon: ReactNode }> = {
  'not-started': { tone: 'quiet', icon: <IconCircleDashed /> },
  started: { tone: 'info', icon: <IconPlayerPlay /> },
  completed: { tone: 'added', icon: <IconCheck /> },
  expired: { tone: 'kept', icon: <IconHistory /> },
}

type StandingProps = {
  state: EnrollmentState
  status: ProgressStatus
  completedOn?: string | null
  /** The first day on which the completion no longer counts. */
  validUntil?: string | null
}

/** How far someone is, and whether the enrollment still stands: "Completed 3 May", "Not started", "Kept", "Withdrawn". */
export function Standing({ state, status, completedOn = null, validUntil = null }: StandingProps) {
  const { t } = useTranslation()
  const { tone, icon } = looks[status]
  const day = status === 'expired' ? validUntil : completedOn
  const nothingToSay = state === 'withdrawn' && status === 'not-started'
  return (
    <span className={styles.standing}>
      {state === 'withdrawn' && <StateBadge tone="ended">{t('enrollment:state.withdrawn')}</StateBadge>}
      {state === 'kept' && <StateBadge tone="kept">{t('enrollment:state.kept')}</StateBadge>}
      {!nothingToSay && (
        <StateBadge tone={tone} icon={icon}>
          {t(`enrollment:status.${status}`)}
        </StateBadge>
      )}
      {day && (
        <span className={styles.day}>
          <RelativeDate value={day} />
        </span>
      )}
    </span>
  )
}
