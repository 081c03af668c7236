import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { call } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { TextField } from '../kit/fields.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { type Kind, kinds } from './kinds.ts'

type UnitNameSheetProps = {
  kind: Kind
  /** The one to be renamed; without it a new one is made. */
  unit?: Named
  open: boolean
  onClose: () => void
}

/** Names a unit, new or not. To a new one one goes: the next thing is to assign to it. */
export function UnitNameSheet({ kind, unit, open, onClose }: UnitNameSheetProps) {
  const { t } = useTranslation()
  const { create, edit } = kinds[kind].operations
  const go = useNavigate()
  const form = useForm({
    initial: { name: unit?.name ?? '' },
    schema: create.body,
    save: (body) => (unit ? call(edit, { params: { unitId: unit.id }, body }) : call(create, { body })),
    saved: ({ id, name }) => {
      toast.done(unit ? t('organization:renamed', { name }) : t('organization:created', { name }))
      onClose()
      if (!unit) void go({ to: `/organise/${kind}/${id}` })
    },
  })
  return (
    <FormSheet
      form={form}
      open={open}
      onClose={onClose}
      title={unit ? t('organization:renameTitle', { name: unit.name }) : t(`organization:${kind}.new`)}
      submitLabel={unit ? t('organization:rename') : t(`organization:${kind}.create`)}
    >
      <TextField name="name" label={t('organization:name')} required autoFocus />
    </FormSheet>
  )
}
