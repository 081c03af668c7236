import { useTranslation } from 'react-i18next'
import {
  type FoundLeader,
  findLeadersByName,
  leaderKind,
  listLeaders,
  mostAssigned,
} from '../../server/enrollment/assignment/contract.ts'
import { call } from '../kit/api.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'
import { causeKindOf, type Leader, leaderId } from './leaders.ts'

type LeaderPickerProps = {
  withQualifications: boolean
  open: boolean
  onClose: () => void
  isThere: (id: string) => boolean
  /** How many are to be saved with them. */
  added: number
  add: (leaders: readonly Leader[]) => void
}

/** Picks units of all kinds, and qualifications, in one search or from a pasted column of names. */
export function LeaderPicker({ withQualifications, open, onClose, isThere, added, add }: LeaderPickerProps) {
  const { t } = useTranslation()
  const kinds = leaderKind.options.filter((kind) => withQualifications || kind !== 'qualifications')
  const itemOf = ({ kind, id, name, company, above }: FoundLeader) => {
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
      searchKey={[listLeaders.path, withQualifications]}
      search={async (search, signal) => {
        const { items, total } = await call(listLeaders, { query: { search, kinds: kinds.join() } }, signal)
        return { total, items: items.map(itemOf) }
      }}
      all={async (search) => {
        const query = { search, kinds: kinds.join(), each: mostAssigned }
        const { items, total } = await call(listLeaders, { query })
        return { items: items.map(itemOf), more: total > items.length }
      }}
      most={mostAssigned - added}
      paste={{
        of: 'names',
        read: async (names) => {
          const { items, ...rest } = await call(findLeadersByName, { body: { names, kinds } })
          return { found: items.map(itemOf), ...rest }
        },
      }}
      save={async (picked) => add(picked.map(({ leader }) => leader))}
    />
  )
}
