import { useTranslation } from 'react-i18next'
import { editUser, type User } from '../../server/user/contract.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { withOutcome } from '../enrollment/followed.ts'
import { act } from '../enrollment/impact.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'

type Changing = Pick<User, 'id' | 'status'> & Pick<Agreed, 'confirm'>

/** Makes a user inactive, or active again, after saying what that means for them. */
export function useStatusChange(): (user: Pick<User, 'id' | 'name' | 'status'>) => Promise<void> {
  const { t } = useTranslation()
  const change = useAct(
    ({ id, status, confirm }: Changing) =>
      withOutcome(call(editUser, { params: { userId: id }, body: { status, confirm } })),
    {
      batch: ({ outcome }) => outcome,
      done: ({ name, status }) => t(status === 'active' ? 'user:activate.done' : 'user:deactivate.done', { name }),
    },
  )
  return async ({ id, name, status }) => {
    const [does, next] = status === 'active' ? (['deactivate', 'inactive'] as const) : (['activate', 'active'] as const)
    const agreed = await foresee({
      title: t(`user:${does}.title`, { name }),
      text: t(`user:${does}.text`, { name }),
      action: t(`user:${does}.action`),
      danger: does === 'deactivate',
      act: act(editUser, { params: { userId: id }, body: { status: next } }),
      name,
    })
    if (agreed) change.mutate({ id, status: next, confirm: agreed.confirm })
  }
}
