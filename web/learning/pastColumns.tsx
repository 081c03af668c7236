import { useTranslation } from 'react-i18next'
import type { ParticipantThen } from '../../server/history/contract.ts'
import { Email } from '../kit/Email.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'

/** Of whoever was enrolled at the end of a past day. */
export function usePastColumns(): Column<ParticipantThen>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('learning:participant.name'),
      cell: ({ user }) => <TwoLines first={user.name} second={<Email of={user.email} />} />,
      sortable: true,
    },
    {
      key: 'state',
      header: t('learning:participant.stateThen'),
      cell: ({ state }) => (
        <StateBadge tone={state === 'kept' ? 'kept' : 'added'}>{t(`enrollment:state.${state}`)}</StateBadge>
      ),
      width: '180px',
    },
    {
      key: 'since',
      header: t('learning:participant.since'),
      cell: ({ since }) => <RelativeDate value={since} />,
      width: '160px',
      priority: 2,
    },
  ]
}
