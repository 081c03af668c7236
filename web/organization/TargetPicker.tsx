import { useTranslation } from 'react-i18next'
import { type AssignmentTarget, listTargets } from '../../server/enrollment/contract.ts'
import { call } from '../kit/api.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'
import type { useDraft } from './draft.ts'
import type { Kind } from './kinds.ts'

type TargetPickerProps = {
  kind: Kind
  unitId: number
  open: boolean
  onClose: () => void
  draft: ReturnType<typeof useDraft>
}

/** Picks learning activities and qualifications, in one search, to stand in the list until they are saved. */
export function TargetPicker({ kind, unitId, open, onClose, draft }: TargetPickerProps) {
  const { t } = useTranslation()
  const isAdded = (id: number) => draft.changes.added.some(({ target }) => target.id === id)
  return (
    <Picker<PickerItem & { target: AssignmentTarget }>
      open={open}
      onClose={onClose}
      title={t('organization:pick.title')}
      subtitle={t('organization:pick.subtitle')}
      searchLabel={t('organization:pick.search')}
      saveLabel={t('organization:add')}
      searchKey={[listTargets.path, { unit: kind, unitId }]}
      search={async (search, signal) => {
        const { items, total } = await call(listTargets, { query: { search, unit: kind, unitId } }, signal)
        return {
          total,
          items: items.map(({ already, ...target }) => ({
            id: target.id,
            title: target.name,
            detail: target.type ? t(`enrollment:type.${target.type}`) : t('organization:qualification'),
            already: already
              ? t('organization:pick.already')
              : isAdded(target.id)
                ? t('organization:pick.added')
                : undefined,
            target,
          })),
        }
      }}
      save={async (picked) => draft.add(picked.map(({ target }) => target))}
    />
  )
}
