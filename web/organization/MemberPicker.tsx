import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { findUsersByEmail, listUsers, type UserListItem } from '../../server/user/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { withOutcome } from '../enrollment/followed.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'
import { type Kind, kinds } from './kinds.ts'

type MemberPickerProps = { kind: Kind; unit: Named; open: boolean; onClose: () => void }

/** Picks people to be added to a unit. To a company or a department they move: everybody is in one company. */
export function MemberPicker({ kind, unit, open, onClose }: MemberPickerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { addMembers } = kinds[kind].operations
  const params = { unitId: unit.id }
  const here = { forUnit: kind, forUnitId: unit.id }
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
    <Picker
      open={open}
      onClose={onClose}
      title={t('organization:addTo', { name: unit.name })}
      subtitle={moves && t(`organization:${kind}.moveText`)}
      searchLabel={t('enrollment:pick.searchUsers')}
      saveLabel={t('organization:add')}
      searchKey={[listUsers.path, here]}
      search={async (search, signal) => {
        const page = await call(listUsers, { query: { search, ...here, status: 'active', sort: 'name' } }, signal)
        return { total: page.total, items: page.items.map((user) => itemOf(user, t)) }
      }}
      resolvePaste={async (emails) => {
        const { users, unknown } = await call(findUsersByEmail, { body: { emails, ...here } })
        return { found: users.map((user) => itemOf(user, t)), unknown }
      }}
      save={(picked) => add.mutateAsync(picked.map(({ id }) => id))}
      impact={(picked) => (
        <ImpactLine of={act(addMembers, { params, body: { userIds: picked.map(({ id }) => id) } })} />
      )}
    />
  )
}

function itemOf(user: UserListItem, t: TFunction): PickerItem & { id: number } {
  return {
    id: user.id,
    title: user.name,
    detail: [user.email, user.department?.name ?? user.company.name].join(' · '),
    already: user.already ? t('organization:member') : undefined,
  }
}
