import { useTranslation } from 'react-i18next'
import { listQualifications } from '../../server/learning/contract.ts'
import {
  companies,
  departments,
  functions,
  groups,
  teams,
  type UnitListItem,
} from '../../server/organization/contract.ts'
import { call } from '../kit/api.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'
import { causeKindOf, type Leader, type LeaderKind, leaderId } from './leaders.ts'

const unitKinds = { companies, departments, teams, functions, groups }

type LeaderPickerProps = {
  withQualifications: boolean
  open: boolean
  onClose: () => void
  isThere: (id: string) => boolean
  add: (leaders: readonly Leader[]) => void
}

/** Picks units of all kinds, and qualifications, in one search. */
export function LeaderPicker({ withQualifications, open, onClose, isThere, add }: LeaderPickerProps) {
  const { t } = useTranslation()
  const itemOf = (
    kind: LeaderKind,
    { id, name, company, above = [] }: Partial<UnitListItem> & { id: number; name: string },
  ) => {
    const leads = causeKindOf[kind]
    const key = leaderId(leads, id)
    const place = [t(`learning:leading.kind.${leads}`), company?.name, ...above.map((one) => one.name)]
    const leader: Leader = {
      id: key,
      kind: leads,
      objectId: id,
      name,
      through: null,
      onLeaving: null,
      mayEnd: true,
      adds: { kind, id },
    }
    return {
      id: key,
      title: name,
      detail: place.filter(Boolean).join(' · '),
      already: isThere(key) ? t('learning:leading.already') : undefined,
      leader,
    }
  }
  return (
    <Picker<PickerItem & { leader: Leader }>
      open={open}
      onClose={onClose}
      title={t('learning:tab.assignedTo')}
      subtitle={t('learning:leading.pickText')}
      searchLabel={t(withQualifications ? 'learning:leading.searchAll' : 'learning:leading.searchUnits')}
      saveLabel={t('learning:add')}
      searchKey={['what can lead', withQualifications]}
      search={async (search, signal) => {
        const found = await Promise.all([
          ...Object.entries(unitKinds).map(async ([kind, { list }]) => {
            const page = await call(list, { query: { search, sort: 'name', limit: perKind } }, signal)
            return { total: page.total, items: page.items.map((unit) => itemOf(kind as LeaderKind, unit)) }
          }),
          ...(withQualifications ? [findQualifications(search, signal)] : []),
        ])
        return {
          items: found.flatMap(({ items }) => items),
          total: found.reduce((sum, { total }) => sum + total, 0),
        }
      }}
      save={async (picked) => add(picked.map(({ leader }) => leader))}
    />
  )

  async function findQualifications(search: string, signal: AbortSignal) {
    const page = await call(listQualifications, { query: { search, sort: 'name', limit: perKind } }, signal)
    return { total: page.total, items: page.items.map((one) => itemOf('qualifications', one)) }
  }
}

/** So many of each kind are shown; typing narrows them down. */
const perKind = 20
