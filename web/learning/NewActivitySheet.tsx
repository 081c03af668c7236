import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createActivity } from '../../server/learning/contract.ts'
import { call } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { useSession } from '../kit/session.ts'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { ActivityFields } from './ActivityFields.tsx'
import { activityForm, bodyOf, namingFields, valuesOf } from './activityForm.ts'

/** Creates a learning activity, and goes to it: the next thing is to enroll people. */
export function NewActivitySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { language } = useSession().academy
  const go = useNavigate()
  const form = useForm({
    initial: valuesOf(undefined),
    schema: activityForm(language),
    save: (values) => namingFields(values, call(createActivity, { body: bodyOf(values) })),
    saved: (activity) => {
      toast.done(t('learning:created', { title: activity.title }))
      onClose()
      void go({ to: `/courses/${activity.id}` })
    },
  })
  return (
    <FormSheet form={form} open={open} onClose={onClose} title={t('learning:new')} submitLabel={t('learning:create')}>
      <ActivityFields form={form} first={language} autoFocus />
    </FormSheet>
  )
}
