import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { endParticipants } from '../../server/enrollment/contract.ts'
import { savedSentence } from '../enrollment/changes.ts'
import { foresee } from '../enrollment/Foresight.tsx'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act, seenOf } from '../enrollment/impact.ts'
import { followBatch } from '../enrollment/running.ts'
import { useAct } from '../history/undo.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { FormSheet } from '../kit/Form.tsx'
import { DateField, TextareaField } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { useForm } from '../kit/useForm.ts'

type Of = {
  activity: { id: number; title: string }
  selected: { ids: readonly number[]; clear: () => void }
}
type Ending = InputOf<typeof endParticipants>['body']

/** Ends several enrollments by hand, or also keeps those people out from now on. */
export function SeveralParticipants({ activity, selected }: Of) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [excluding, setExcluding] = useState(false)
  const end = useEnd(activity.id)
  const userIds = [...selected.ids]
  const endAll = async () => {
    const agreed = await foresee({
      title: t('learning:several.endTitle', {
        count: userIds.length,
        shown: number(userIds.length),
        title: activity.title,
      }),
      text: t('learning:several.endText'),
      action: t('enrollment:end.action'),
      danger: true,
      act: act(endParticipants, { params: { activityId: activity.id }, body: { userIds } }),
    })
    if (agreed) end.mutate({ userIds, confirm: agreed.confirm }, { onSuccess: selected.clear })
  }
  return (
    <>
      <Button onClick={() => void endAll()}>{t('enrollment:end.action')}</Button>
      <Button onClick={() => setExcluding(true)}>{t('learning:several.exclude')}</Button>
      {excluding && <ExcludeSheet activity={activity} selected={selected} onClose={() => setExcluding(false)} />}
    </>
  )
}

const reasons = z.object({ reason: z.string().trim().min(1).max(1000), until: z.string().nullable() })

function ExcludeSheet({ activity, selected, onClose }: Of & { onClose: () => void }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const end = useEnd(activity.id, { problem: 'mine' })
  const bodyOf = (exclude: z.output<typeof reasons>) => ({ userIds: [...selected.ids], exclude })
  // Whom it touches does not depend on the reason.
  const impact = act(endParticipants, {
    params: { activityId: activity.id },
    body: bodyOf({ reason: '…', until: null }),
  })
  const form = useForm({
    initial: { reason: '', until: null },
    schema: reasons,
    save: (values) => end.mutateAsync({ ...bodyOf(values), confirm: seenOf(impact) }),
    saved: () => {
      selected.clear()
      onClose()
    },
  })
  const count = { count: selected.ids.length, shown: number(selected.ids.length), title: activity.title }
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('learning:several.excludeTitle', count)}
      subtitle={t('learning:several.excludeText')}
      submitLabel={t('learning:several.exclude')}
      impact={<ImpactLine of={impact} />}
    >
      <TextareaField name="reason" label={t('learning:several.reason')} required />
      <DateField name="until" label={t('learning:several.until')} help={t('learning:several.untilHelp')} />
    </FormSheet>
  )
}

function useEnd(activityId: number, { problem = 'toast' as const }: { problem?: 'toast' | 'mine' } = {}) {
  const { t } = useTranslation()
  const format = useFormat()
  return useAct((body: Ending) => call(endParticipants, { params: { activityId }, body }), {
    problem,
    batch: (answer) => answer,
    done: (answer) => {
      followBatch(answer)
      const { total } = answer.remaining
      return [
        savedSentence(t, format, answer),
        ...(total > 0 ? [t('learning:several.remaining', { count: total, shown: format.number(total) })] : []),
      ].join(' ')
    },
  })
}
