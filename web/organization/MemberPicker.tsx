import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { withOutcome } from '../enrollment/followed.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { PeoplePicker } from '../enrollment/PeoplePicker.tsx'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { type Kind, kinds } from './kinds.ts'

type MemberPickerProps = { kind: Kind; unit: Named; open: boolean; onClose: () => void }

/** Picks people to be added to a unit. To a company or a department they move: everybody is in one company. */
export function MemberPicker({ kind, unit, open, onClose }: MemberPickerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { addMembers } = kinds[kind].operations
  const params = { unitId: unit.id }
  const moves = kind === 'companies' || kind === 'departments'
  const add = useAct((userIds: number[]) => withOutcome(call(addMembers, { params, body: { userIds } })), {
    problem: 'mine',
    batch: ({ outcome }) => outcome,
    done: ({ outcome }, { length: count }) => {
      const added = t('organization:added', { count, shown: format.number(count), unit: unit.name })
      return `${added} ${changesSentence(t, format, outcome)}`
    },
  })
  return (
    <PeoplePicker
      open={open}
      onClose={onClose}
      title={t('organization:addTo', { name: unit.name })}
      subtitle={moves && t(`organization:${kind}.moveText`)}
      saveLabel={t('organization:add')}
      marks={{ forUnit: kind, forUnitId: unit.id }}
      already={t('organization:member')}
      save={(userIds) => add.mutateAsync(userIds)}
      impact={(userIds) => <ImpactLine of={act(addMembers, { params, body: { userIds } })} />}
    />
  )
}
