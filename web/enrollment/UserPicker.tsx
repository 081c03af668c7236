import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addParticipants } from '../../server/enrollment/contract.ts'
import { findUsersByEmail, listUsers, type UserListItem } from '../../server/user/contract.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'
import { ImpactLine } from './ImpactLine.tsx'
import { act } from './impact.ts'
import { Notify } from './Notify.tsx'
import { participantsSentence } from './outcome.ts'
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
      batch: (answer) => answer,
      done: (answer) => {
        followBatch(answer)
        return participantsSentence(t, list, activity.title, answer)
      },
    },
  )
  return (
    <Picker
      open={open}
      onClose={onClose}
      title={t('enrollment:pick.users', { title: activity.title })}
      searchLabel={t('enrollment:pick.searchUsers')}
      saveLabel={t('enrollment:addUsers')}
      searchKey={[listUsers.path, { forActivity }]}
      search={async (search, signal) => {
        const page = await call(listUsers, { query: { search, forActivity, status: 'active', sort: 'name' } }, signal)
        return { total: page.total, items: page.items.map((user) => itemOf(user, t)) }
      }}
      resolvePaste={async (emails) => {
        const { users, unknown } = await call(findUsersByEmail, { body: { emails, forActivity } })
        return { found: users.map((user) => itemOf(user, t)), unknown }
      }}
      save={(picked) => add.mutateAsync(picked.map(({ id }) => id))}
      impact={(picked) => (
        <ImpactLine
          of={act(addParticipants, {
            params: { activityId: forActivity },
            body: { userIds: picked.map(({ id }) => id) },
          })}
        />
      )}
      options={<Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />}
    />
  )
}

function itemOf(user: UserListItem, t: TFunction): PickerItem & { id: number } {
  const already = user.already ? t('enrollment:pick.already') : undefined
  return {
    id: user.id,
    title: user.name,
    detail: [user.email, user.department?.name ?? user.company.name].join(' · '),
    already: user.status === 'inactive' ? t('enrollment:pick.inactive') : already,
  }
}
