import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endParticipants } from '../../server/enrollment/contract.ts'
import { savedSentence } from '../enrollment/changes.ts'
import { ExclusionFields, foreseenExclusion, type NewExclusion } from '../enrollment/ExcludeSheet.tsx'
import { Foreseeing, foresee } from '../enrollment/Foresight.tsx'
import { act } from '../enrollment/impact.ts'
import { followBatch } from '../enrollment/running.ts'
import { useAct } from '../history/undo.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'

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
  const endAll = () =>
    foresee({
      title: t('learning:several.endTitle', {
        count: userIds.length,
        shown: number(userIds.length),
        title: activity.title,
      }),
      text: t('learning:several.endText'),
      action: t('enrollment:end.action'),
      danger: true,
      act: act(endParticipants, { params: { activityId: activity.id }, body: { userIds } }),
      does: ({ confirm }) => end.mutateAsync({ userIds, confirm }, { onSuccess: selected.clear }),
    })
  return (
    <>
      <Button onClick={endAll}>{t('enrollment:end.action')}</Button>
      <Button onClick={() => setExcluding(true)}>{t('learning:several.exclude')}</Button>
      {excluding && <ExcludeSheet activity={activity} selected={selected} onClose={() => setExcluding(false)} />}
    </>
  )
}

function ExcludeSheet({ activity, selected, onClose }: Of & { onClose: () => void }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [exclusion, setExclusion] = useState<NewExclusion>({ reason: '', until: null })
  const end = useEnd(activity.id)
  const userIds = [...selected.ids]
  return (
    <Foreseeing
      title={t('learning:several.excludeTitle', {
        count: userIds.length,
        shown: number(userIds.length),
        title: activity.title,
      })}
      text={t('learning:several.excludeText')}
      action={t('learning:several.exclude')}
      danger
      act={act(endParticipants, {
        params: { activityId: activity.id },
        body: { userIds, exclude: foreseenExclusion(exclusion) },
      })}
      choices={<ExclusionFields value={exclusion} onChange={setExclusion} />}
      unsaved={exclusion.reason !== ''}
      ready={exclusion.reason.trim() !== ''}
      does={async ({ confirm }) => {
        await end.mutateAsync({ userIds, exclude: exclusion, confirm })
        selected.clear()
        onClose()
      }}
      onClose={onClose}
    />
  )
}

function useEnd(activityId: number) {
  const { t } = useTranslation()
  const format = useFormat()
  return useAct((body: Ending) => call(endParticipants, { params: { activityId }, body }), {
    waits: false,
    batch: (answer) => answer,
    done: (answer, { userIds, exclude }) => {
      followBatch(answer)
      const { total } = answer.remaining
      const count = userIds.length
      return [
        ...(exclude ? [t('learning:several.excluded', { count, shown: format.number(count) })] : []),
        savedSentence(t, format, answer),
        ...(total > 0 ? [t('learning:several.remaining', { count: total, shown: format.number(total) })] : []),
      ].join(' ')
    },
  })
}
