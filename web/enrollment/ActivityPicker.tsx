import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enrollUser } from '../../server/enrollment/contract.ts'
import { mostActivities } from '../../server/learning/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { Picker } from '../kit/Picker.tsx'
import { activitySource } from './activitySearch.ts'
import { ImpactLine } from './ImpactLine.tsx'
import { act } from './impact.ts'
import { Notify } from './Notify.tsx'
import { asDone, enrolledSentence, undoable } from './outcome.ts'

/**
 * The picker with which one user is enrolled by hand in learning activities, saved with **Enrollments added**.
 *
 *     <ActivityPicker user={{ id, name }} open={adding} onClose={stop} />
 */
export function ActivityPicker({ user, open, onClose }: { user: Named; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { list } = useFormat()
  const [notify, setNotify] = useState(true)
  const enroll = useAct(
    (activityIds: number[]) => call(enrollUser, { params: { userId: user.id }, body: { activityIds, notify } }),
    {
      problem: 'mine',
      batch: undoable,
      done: (answer) => asDone(answer, enrolledSentence(t, list, user.name, answer)),
    },
  )
  return (
    <Picker
      open={open}
      onClose={onClose}
      title={t('enrollment:pick.activities', { name: user.name })}
      searchLabel={t('enrollment:pick.searchActivities')}
      saveLabel={t('enrollment:enrollmentsAdded')}
      {...activitySource(t, user.id)}
      most={mostActivities}
      save={(picked) => enroll.mutateAsync(picked.map(({ id }) => id))}
      impact={(picked) => (
        <ImpactLine
          of={act(enrollUser, { params: { userId: user.id }, body: { activityIds: picked.map(({ id }) => id) } })}
          name={user.name}
        />
      )}
      options={<Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.one', { name: user.name })} />}
    />
  )
}
