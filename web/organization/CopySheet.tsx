import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { copyAssignments } from '../../server/enrollment/assignment/contract.ts'
import { unitKind } from '../../server/organization/contract.ts'
import { id, type Named } from '../../server/platform/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { followBatch } from '../enrollment/running.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { SelectField } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { SearchSelect } from '../kit/SearchSelect.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { type Kind, kindsInOrder } from './kinds.ts'
import { unitSearch } from './searches.ts'

type CopySheetProps = { kind: Kind; unit: Named; open: boolean; onClose: () => void }

const asked = z.object({ unit: unitKind, unitId: id })

/** Assigns here what is assigned to another unit, of whatever kind. */
export function CopySheet(props: CopySheetProps) {
  return props.open ? <OpenSheet {...props} /> : null
}

function OpenSheet({ kind, unit, onClose }: CopySheetProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const offer = useUndoOffer()
  const [notify, setNotify] = useState(true)
  const params = { unit: kind, unitId: unit.id }
  const form = useForm({
    initial: { unit: kind, unitId: null },
    schema: asked,
    save: (from) => call(copyAssignments, { params, body: { from, notify } }),
    saved: ({ outcome, copied }) => {
      followBatch(outcome)
      const told = t('organization:copy.done', { count: copied, shown: format.number(copied), name: unit.name })
      toast.done(`${told} ${changesSentence(t, format, outcome)}`, offer(outcome))
      onClose()
    },
  })
  const from = form.toSend()
  const chosenKind = form.fields.values.unit as Kind
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('organization:copy.title', { name: unit.name })}
      subtitle={t('organization:copy.text')}
      submitLabel={t('organization:copy.submit')}
      impact={
        from && (
          <>
            <ImpactLine of={act(copyAssignments, { params, body: { from } })} />
            <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
          </>
        )
      }
    >
      <SelectField
        name="unit"
        label={t('organization:copy.kind')}
        choices={kindsInOrder.map((value) => ({ value, label: t(`organization:${value}.many`) }))}
      />
      <SearchSelect
        key={chosenKind}
        name="unitId"
        label={t('organization:copy.from')}
        required
        autoFocus
        {...unitSearch(chosenKind, chosenKind === kind ? unit.id : undefined)}
      />
    </FormSheet>
  )
}
