import { useTranslation } from 'react-i18next'
import { editUser, type User } from '../../server/user/contract.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { withOutcome } from '../enrollment/followed.ts'
import { act } from '../enrollment/impact.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'

type Changing = Pick<User, 'id' | 'status'> & Pick<Agreed, 'confirm'>

/** Makes a user inactive, or active again, after saying what that means for them. */
export function useStatusChange(): (user: Pick<User, 'id' | 'name' | 'status'>) => void {
  const { t } = useTranslation()
  const change = useAct(
    ({ id, status, confirm }: Changing) =>
      withOutcome(call(editUser, { params: { userId: id }, body: { status, confirm } })),
    {
      waits: false,
      batch: ({ outcome }) => outcome,
      done: ({ name, status }) => t(status === 'active' ? 'user:activate.done' : 'user:deactivate.done', { name }),
    },
  )
  return ({ id, name, status }) => {
    const [step, next] = status === 'active' ? (['deactivate', 'inactive'] as const) : (['activate', 'active'] as const)
    foresee({
      title: t(`user:${step}.title`, { name }),
      text: t(`user:${step}.text`, { name }),
      action: t(`user:${step}.action`),
      danger: step === 'deactivate',
      act: act(editUser, { params: { userId: id }, body: { status: next } }),
      name,
      does: ({ confirm }) => change.mutateAsync({ id, status: next, confirm }),
    })
  }
}
