import { IconCheck, IconFlag, IconPencil, IconPlayerPause, IconSnowflake } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleListItem, RuleState as State } from '../../server/rule/contract.ts'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'

const looks: Record<State, { tone: Tone; icon: ReactNode }> = {
  draft: { tone: 'quiet', icon: <IconPencil /> },
  active: { tone: 'added', icon: <IconCheck /> },
  paused: { tone: 'kept', icon: <IconPlayerPause /> },
  ended: { tone: 'unchanged', icon: <IconFlag /> },
}

/** A rule's state as a badge; one that is active but frozen says so instead. */
export function RuleState({ rule: { state, frozen } }: { rule: Pick<RuleListItem, 'state' | 'frozen'> }) {
  const { t } = useTranslation()
  if (frozen)
    return (
      <StateBadge tone="ended" icon={<IconSnowflake />}>
        {t('rule:frozen')}
      </StateBadge>
    )
  const { tone, icon } = looks[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {t(`rule:state.${state}`)}
    </StateBadge>
  )
}
