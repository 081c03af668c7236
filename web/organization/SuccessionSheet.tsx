import { useNavigate } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { qualificationReferences, unitReferences } from '../../server/enrollment/assignment/contract.ts'
import type { Outcome } from '../../server/enrollment/contract.ts'
import { id, type Named } from '../../server/platform/contract.ts'
import { mergeQualification, mergeUnit, replaceQualification, replaceUnit } from '../../server/rule/contract.ts'
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
import { qualificationSearch, type Searched, unitSearch } from './searches.ts'
import type { Succeeding } from './succeeding.tsx'

type SuccessionSheetProps = {
  how: Succeeding | undefined
  kind: Kind | 'qualifications'
  of: Named
  onClose: () => void
}

/** Chooses what takes the place of a unit or qualification, and shows what refers to that one and whom it touches. */
export function SuccessionSheet({ how, ...rest }: SuccessionSheetProps) {
  return how ? <OpenSheet key={how} how={how} {...rest} /> : null
}

const asked = z.object({ byId: id })

function OpenSheet({ how, kind, of, onClose }: SuccessionSheetProps & { how: Succeeding }) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const offer = useUndoOffer()
  const [notify, setNotify] = useState(true)
  const { save, foresee, others, references } = successionOf(kind, of.id, how)
  const form = useForm({
    initial: { byId: null },
    schema: asked,
    save: async (body) => ({ ...(await save({ ...body, notify })), byId: body.byId }),
    saved: ({ byId, ...outcome }) => {
      followBatch(outcome)
      const told = t(`organization:succession.${how}.done`, { name: of.name })
      toast.done(`${told} ${changesSentence(t, format, outcome)}`, offer(outcome))
      onClose()
      void go({ to: `/organise/${kind}/${byId}` })
    },
  })
  const body = form.toSend()
  const text = kind === 'qualifications' ? 'ofQualification' : 'text'
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t(`organization:succession.${how}.title`, { name: of.name })}
      subtitle={t(`organization:succession.${how}.${text}`)}
      submitLabel={t(`organization:succession.${how}.submit`)}
      impact={
        body && (
          <>
            <ImpactLine of={foresee(body)} />
            <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
          </>
        )
      }
    >
      <SearchSelect name="byId" label={t(`organization:succession.${how}.by`)} required autoFocus {...others} />
      {references}
    </FormSheet>
  )
}

type Asked = z.output<typeof asked>
type Succession = {
  save: (body: Asked & { notify: boolean }) => Promise<Outcome>
  foresee: (body: Asked) => ReturnType<typeof act>
  /** Those that can take its place. */
  others: Searched
  references: JSX.Element
}

function successionOf(kind: Kind | 'qualifications', ofId: number, how: Succeeding): Succession {
  if (kind === 'qualifications') {
    const operation = { replace: replaceQualification, merge: mergeQualification }[how]
    const params = { qualificationId: ofId }
    return {
      save: (body) => call(operation, { params, body }),
      foresee: (body) => act(operation, { params, body }),
      others: qualificationSearch(ofId),
      references: <References of={query(qualificationReferences, { params }) as never} people="holders" />,
    }
  }
  const operation = { replace: replaceUnit, merge: mergeUnit }[how]
  const params = { unit: kind, unitId: ofId }
  return {
    save: (body) => call(operation, { params, body }),
    foresee: (body) => act(operation, { params, body }),
    others: unitSearch(kind, ofId),
    references: <References of={query(unitReferences, { params })} people="members" />,
  }
}
