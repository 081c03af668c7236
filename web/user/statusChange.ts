import { useTranslation } from 'react-i18next'
import { editUser, type User } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { confirm } from '../kit/Confirm.tsx'
import { useCommand } from '../kit/query.ts'

/** Makes a user inactive, or active again, after saying what that means for them. */
export function useStatusChange(): (user: Pick<User, 'id' | 'name' | 'status'>) => Promise<void> {
  const { t } = useTranslation()
  const change = useCommand(
    ({ id, status }: Pick<User, 'id' | 'status'>) => call(editUser, { params: { userId: id }, body: { status } }),
    { done: ({ name, status }) => t(status === 'active' ? 'user:activate.done' : 'user:deactivate.done', { name }) },
  )
  return async ({ id, name, status }) => {
    const [act, next] = status === 'active' ? (['deactivate', 'inactive'] as const) : (['activate', 'active'] as const)
    const agreed = await confirm({
      title: t(`user:${act}.title`, { name }),
      text: t(`user:${act}.text`, { name }),
      action: t(`user:${act}.action`),
      danger: act === 'deactivate',
    })
    if (agreed) change.mutate({ id, status: next })
  }
}
