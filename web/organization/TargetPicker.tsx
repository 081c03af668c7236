import { useTranslation } from 'react-i18next'
import { mostAssigned } from '../../server/enrollment/assignment/contract.ts'
import { TargetsPicker } from '../enrollment/TargetsPicker.tsx'
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
  const added = draft.changes.added.map(({ target }) => target.id)
  return (
    <TargetsPicker
      open={open}
      onClose={onClose}
      title={t('organization:pick.title')}
      subtitle={t('organization:pick.subtitle')}
      searchLabel={t('organization:pick.search')}
      saveLabel={t('organization:add')}
      unit={{ unit: kind, unitId, word: t('organization:pick.already') }}
      chosen={{ ids: added, word: t('organization:pick.added') }}
      most={mostAssigned - added.length}
      save={draft.add}
    />
  )
}
