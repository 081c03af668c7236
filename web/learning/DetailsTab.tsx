import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Activity, editActivity, readActivity } from '../../server/learning/contract.ts'
import { call, versionAt } from '../kit/api.ts'
import { Form } from '../kit/Form.tsx'
import { useSession } from '../kit/session.ts'
import { Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { useIdInPath } from '../kit/url.ts'
import { useForm } from '../kit/useForm.ts'
import { ActivityFields } from './ActivityFields.tsx'
import { activityQuery } from './ActivityPage.tsx'
import { activityForm, bodyOf, namingFields, valuesOf } from './activityForm.ts'

export function DetailsTab() {
  const { data: activity } = useQuery(activityQuery(useIdInPath('activityId')))
  return activity ? <Details activity={activity} /> : <Skeleton />
}

function Details({ activity }: { activity: Activity }) {
  const { t } = useTranslation()
  const { language } = useSession().academy
  const form = useForm({
    initial: valuesOf(activity),
    schema: activityForm(language),
    version: versionAt(readActivity, { activityId: activity.id }),
    save: (values, version) =>
      namingFields(values, call(editActivity, { params: { activityId: activity.id }, body: bodyOf(values), version })),
    saved: () => toast.done(t('learning:saved')),
  })
  // The text that is there, even where the academy's own language has none.
  const hasOwn = activity.texts.some((text) => text.language === language)
  return (
    <Form form={form}>
      <ActivityFields form={form} first={hasOwn ? language : (activity.texts[0]?.language ?? language)} />
    </Form>
  )
}
