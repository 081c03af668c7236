import {
  IconAlertTriangle,
  IconArchive,
  IconArchiveOff,
  IconCheck,
  IconClock,
  IconCornerDownRight,
  IconMailOff,
  IconPlayerPause,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageState as State } from '../../server/notification/contract.ts'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'

const looks: Record<State, { tone: Tone; icon: ReactNode }> = {
  kept: { tone: 'kept', icon: <IconArchive /> },
  held: { tone: 'kept', icon: <IconPlayerPause /> },
  due: { tone: 'info', icon: <IconClock /> },
  untrue: { tone: 'unchanged', icon: <IconArchiveOff /> },
  sent: { tone: 'added', icon: <IconCheck /> },
  dropped: { tone: 'unchanged', icon: <IconMailOff /> },
  aside: { tone: 'unchanged', icon: <IconCornerDownRight /> },
  discarded: { tone: 'unchanged', icon: <IconTrash /> },
  failed: { tone: 'ended', icon: <IconAlertTriangle /> },
}

/** What became of a message, or what it waits for. */
export function MessageState({ state }: { state: State }) {
  const { t } = useTranslation()
  return <StateBadge {...looks[state]}>{t(`notification:is.${state}`)}</StateBadge>
}
