import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../server/enrollment/contract.ts'
import { editUser, type UserEdit } from '../../server/user/contract.ts'
import { withOutcome } from '../enrollment/followed.ts'
import { gained } from '../enrollment/outcome.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { toast } from '../kit/toast.tsx'

/** Saves what was changed of a user as it was seen, and answers with what followed. */
export function saveUser(userId: number, body: UserEdit, version?: string) {
  return withOutcome(call(editUser, { params: { userId }, body, version }))
}

/** Says that a user is saved and what followed for them, and offers to take it back. */
export function useSavedToast(): (saved: { name: string; outcome: Outcome }) => void {
  const followed = useFollowed()
  const offer = useUndoOffer()
  return ({ name, outcome }) => toast.done(followed(name, outcome), offer(outcome))
}

/** "Ann is enrolled in 3 more learning activities." Where nothing followed, that it is saved. */
export function useFollowed(): (name: string, outcome: Outcome) => string {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (name, outcome) => {
    const told = [
      ['gained', gained(outcome)] as const,
      ['left', outcome.withdrawn] as const,
      ['kept', outcome.kept] as const,
    ]
      .filter(([, count]) => count > 0)
      .map(([what, count]) => t(`user:followed.${what}`, { name, count, shown: number(count) }))
    return told.length > 0 ? told.join(' ') : t('user:saved')
  }
}
