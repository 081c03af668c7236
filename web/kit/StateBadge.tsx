import { IconCircleDashed, IconEqual, IconInfoCircle, IconLock, IconMinus, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './StateBadge.module.css'

/** Colour carries meaning only: added, kept, ended, informational, unchanged; `quiet` is a state without news. */
export type Tone = 'added' | 'kept' | 'ended' | 'info' | 'unchanged' | 'quiet'

const icons: Record<Tone, ReactNode> = {
  added: <IconPlus />,
  kept: <IconLock />,
  ended: <IconMinus />,
  info: <IconInfoCircle />,
  unchanged: <IconEqual />,
  quiet: <IconCircleDashed />,
}

/**
 * A state as an icon and a word, never as a colour alone.
 *
 *     <StateBadge tone="kept">{t('enrollment:state.kept')}</StateBadge>
 *     <StateBadge tone="added" icon={<IconCheck />}>{t('enrollment:status.completed')}</StateBadge>
 */
export function StateBadge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <span className={styles.icon} aria-hidden>
        {icon ?? icons[tone]}
      </span>
      {children}
    </span>
  )
}
