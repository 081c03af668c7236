import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addParticipants } from '../../server/enrollment/contract.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { ImpactLine } from './ImpactLine.tsx'
import { act } from './impact.ts'
import { Notify } from './Notify.tsx'
import { asDone, participantsSentence, undoable } from './outcome.ts'
import { PeoplePicker } from './PeoplePicker.tsx'
import { followBatch } from './running.ts'

type UserPickerProps = { activity: { id: number; title: string }; open: boolean; onClose: () => void }

/**
 * The picker with which users are enrolled by hand in one learning activity, saved with **Add Users**. Takes a pasted
 * column of e-mail addresses too.
 *
 *     <UserPicker activity={{ id, title }} open={adding} onClose={stop} />
 */
export function UserPicker({ activity, open, onClose }: UserPickerProps) {
  const { t } = useTranslation()
  const { list } = useFormat()
  const [notify, setNotify] = useState(true)
  const forActivity = activity.id
  const add = useAct(
    (userIds: number[]) => call(addParticipants, { params: { activityId: forActivity }, body: { userIds, notify } }),
    {
      problem: 'mine',
      batch: undoable,
      done: (answer) => {
        followBatch(answer)
        return asDone(answer, participantsSentence(t, list, activity.title, answer))
      },
    },
  )
  return (
    <PeoplePicker
      open={open}
      onClose={onClose}
      title={t('enrollment:pick.users', { title: activity.title })}
      saveLabel={t('enrollment:addUsers')}
      marks={{ forActivity }}
      already={t('enrollment:pick.already')}
      save={(userIds) => add.mutateAsync(userIds)}
      impact={(userIds) => (
        <ImpactLine of={act(addParticipants, { params: { activityId: forActivity }, body: { userIds } })} />
      )}
      options={<Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />}
    />
  )
}
