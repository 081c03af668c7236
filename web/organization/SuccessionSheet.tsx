import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { unitReferences } from '../../server/enrollment/contract.ts'
import { id, type Named } from '../../server/platform/contract.ts'
import { mergeUnit, replaceUnit } from '../../server/rule/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { References } from '../enrollment/References.tsx'
import { followBatch } from '../enrollment/running.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { SearchSelect } from '../kit/SearchSelect.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import type { Kind } from './kinds.ts'
import { unitSearch } from './searches.ts'

/** Another unit takes the place of one, with its people or without. */
export type Succeeding = 'replace' | 'merge'

const operations = { replace: replaceUnit, merge: mergeUnit }

type SuccessionSheetProps = {
  how: Succeeding | undefined
  kind: Kind
  unit: Named
  onClose: () => void
}

/** Chooses the unit that takes the place of another, and shows what refers to that one and whom it touches. */
export function SuccessionSheet({ how, ...rest }: SuccessionSheetProps) {
  return how ? <OpenSheet key={how} how={how} {...rest} /> : null
}

const asked = z.object({ byId: id })

function OpenSheet({ how, kind, unit, onClose }: SuccessionSheetProps & { how: Succeeding }) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const offer = useUndoOffer()
  const [notify, setNotify] = useState(true)
  const operation = operations[how]
  const params = { unit: kind, unitId: unit.id }
  const form = useForm({
    initial: { byId: null },
    schema: asked,
    save: async (body) => ({ ...(await call(operation, { params, body: { ...body, notify } })), byId: body.byId }),
    saved: ({ byId, ...outcome }) => {
      followBatch(outcome)
      const told = t(`organization:succession.${how}.done`, { name: unit.name })
      toast.done(`${told} ${changesSentence(t, format, outcome)}`, offer(outcome))
      onClose()
      void go({ to: `/organise/${kind}/${byId}` })
    },
  })
  const body = form.toSend()
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t(`organization:succession.${how}.title`, { name: unit.name })}
      subtitle={t(`organization:succession.${how}.text`)}
      submitLabel={t(`organization:succession.${how}.submit`)}
      impact={
        body && (
          <>
            <ImpactLine of={act(operation, { params, body })} />
            <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
          </>
        )
      }
    >
      <SearchSelect
        name="byId"
        label={t(`organization:succession.${how}.by`)}
        required
        {...unitSearch(kind, unit.id)}
      />
      <References of={query(unitReferences, { params })} people="members" />
    </FormSheet>
  )
}
