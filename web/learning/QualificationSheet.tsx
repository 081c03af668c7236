import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  createQualification,
  editQualification,
  type Qualification,
  readQualification,
} from '../../server/learning/contract.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call, versionAt } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { TextareaField, TextField } from '../kit/fields.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'

type SheetProps = { open: boolean; onClose: () => void }

/** A new qualification. One goes to it: the next thing is what it contains. */
export function NewQualificationSheet({ open, onClose }: SheetProps) {
  return open ? <NewSheet onClose={onClose} /> : null
}

function NewSheet({ onClose }: Pick<SheetProps, 'onClose'>) {
  const { t } = useTranslation()
  const go = useNavigate()
  const form = useForm({
    initial: { name: '', description: '' },
    schema: createQualification.body,
    save: (body) => call(createQualification, { body }),
    saved: ({ id, name }) => {
      toast.done(t('learning:created', { title: name }))
      onClose()
      void go({ to: `/organise/qualifications/${id}` })
    },
  })
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('learning:qualification.new')}
      submitLabel={t('learning:qualification.create')}
    >
      <Fields />
    </FormSheet>
  )
}

/** What a qualification is called, and what it is for. */
export function QualificationSheet({
  qualification,
  open,
  onClose,
}: SheetProps & { qualification: Qualification | undefined }) {
  return open && qualification ? <EditSheet qualification={qualification} onClose={onClose} /> : null
}

function EditSheet({ qualification, onClose }: Pick<SheetProps, 'onClose'> & { qualification: Qualification }) {
  const { t } = useTranslation()
  const offer = useUndoOffer()
  const { id, name, description } = qualification
  const form = useForm({
    initial: { name, description },
    schema: editQualification.body,
    changedOnly: true,
    version: versionAt(readQualification, { qualificationId: id }),
    save: (body, version) => call(editQualification, { params: { qualificationId: id }, body, version }),
    saved: ({ batchId }) => {
      toast.done(t('learning:saved'), offer({ batchId }))
      onClose()
    },
  })
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('organization:editTitle', { name })}
      submitLabel={t('kit:save.changes')}
    >
      <Fields />
    </FormSheet>
  )
}

function Fields() {
  const { t } = useTranslation()
  return (
    <>
      <TextField name="name" label={t('organization:name')} required autoFocus />
      <TextareaField name="description" label={t('learning:description')} rows={4} />
    </>
  )
}
