import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type AssignmentTarget, findTargetsByName, listTargets } from '../../server/enrollment/assignment/contract.ts'
import type { UnitKind } from '../../server/organization/contract.ts'
import { call } from '../kit/api.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'

type TargetsPickerProps = {
  open: boolean
  onClose: () => void
  title: string
  subtitle?: ReactNode
  searchLabel: string
  saveLabel: string
  /** Only one kind; both when left out. */
  kind?: AssignmentTarget['kind']
  /** What a unit has already is marked with the word. */
  unit?: { unit: UnitKind; unitId: number; word: string }
  /** So is what is chosen already. */
  chosen: { ids: readonly number[]; word: string }
  /** So many can be picked. */
  most: number
  save: (targets: AssignmentTarget[]) => void
}

/**
 * The picker of what can be assigned: learning activities and qualifications, in one search or one kind of them, or from a pasted
 * column of titles and names.
 */
export function TargetsPicker({ kind, unit, chosen, most, save, ...rest }: TargetsPickerProps) {
  const { t } = useTranslation()
  const asked = { kind, unit: unit?.unit, unitId: unit?.unitId }
  const itemOf = ({ already, ...target }: AssignmentTarget & { already: boolean }) => ({
    id: target.id,
    title: target.name,
    detail: target.type ? t(`enrollment:type.${target.type}`) : kind ? undefined : t('enrollment:pick.qualification'),
    already: already ? unit?.word : chosen.ids.includes(target.id) ? chosen.word : undefined,
    target,
  })
  return (
    <Picker<PickerItem & { target: AssignmentTarget }>
      {...rest}
      searchKey={[listTargets.path, asked, chosen.ids]}
      search={async (search, signal) => {
        const { items, total, uncounted } = await call(listTargets, { query: { ...asked, search } }, signal)
        return { total, isMore: uncounted, items: items.map(itemOf) }
      }}
      all={async (search) => {
        const query = { ...asked, search, limit: mostFound, ...(unit && { already: 'false' }) }
        const { items, total } = await call(listTargets, { query })
        return { items: items.map(itemOf), more: total > items.length }
      }}
      most={most}
      paste={{
        of: 'names',
        read: async (names) => {
          const { items, ...others } = await call(findTargetsByName, { body: { ...asked, names } })
          return { found: items.map(itemOf), ...others }
        },
      }}
      save={async (picked) => save(picked.map(({ target }) => target))}
    />
  )
}

/** So many are found at once; as many as fit into a set are among them, though some are in it. */
const mostFound = 1000
