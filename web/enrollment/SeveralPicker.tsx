import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enrollUsers } from '../../server/enrollment/contract.ts'
import { mostActivities } from '../../server/learning/contract.ts'
import { mostAtOnce } from '../../server/user/contract.ts'
import { useAct } from '../history/undo.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { type Format, useFormat } from '../kit/format.ts'
import { Picker } from '../kit/Picker.tsx'
import { activitySource } from './activitySearch.ts'
import { savedSentence } from './changes.ts'
import { ImpactLine } from './ImpactLine.tsx'
import { act } from './impact.ts'
import { Notify } from './Notify.tsx'
import { asDone, undoable } from './outcome.ts'
import { followBatch } from './running.ts'

type SeveralPickerProps = {
  userIds: readonly number[]
  title: string
  open: boolean
  onClose: () => void
  /** Afterwards: such as to let go of the selection. */
  done: () => void
}

/** The picker with which several users are enrolled by hand in learning activities, saved with **Enrollments added**. */
export function SeveralPicker({ userIds, title, open, onClose, done }: SeveralPickerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [notify, setNotify] = useState(true)
  const bodyOf = (picked: ReadonlyArray<{ id: number }>) => ({
    userIds: [...userIds],
    activityIds: picked.map(({ id }) => id),
  })
  const enroll = useAct(
    (picked: ReadonlyArray<{ id: number }>) => call(enrollUsers, { body: { ...bodyOf(picked), notify } }),
    {
      problem: 'mine',
      batch: undoable,
      done: (answer) => {
        followBatch(answer)
        return asDone(answer, doneSentence(t, format, answer))
      },
    },
  )
  return (
    <Picker
      open={open}
      onClose={onClose}
      title={title}
      searchLabel={t('enrollment:pick.searchActivities')}
      saveLabel={t('enrollment:enrollmentsAdded')}
      {...activitySource(t)}
      most={Math.min(mostActivities, Math.floor(mostAtOnce / Math.max(1, userIds.length)))}
      save={async (picked) => {
        await enroll.mutateAsync(picked)
        done()
      }}
      impact={(picked) => <ImpactLine of={act(enrollUsers, { body: bodyOf(picked) })} />}
      options={<Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />}
    />
  )
}

/** What followed, and who stayed out of it. */
function doneSentence(t: TFunction, format: Format, answer: ResponseOf<typeof enrollUsers>): string {
  const stayedOut = (['excluded', 'inactive'] as const).flatMap((why) => {
    const count = answer[why].total
    return count > 0 ? [t(`enrollment:several.${why}`, { count, shown: format.number(count) })] : []
  })
  return [savedSentence(t, format, answer), ...stayedOut].join(' ')
}
