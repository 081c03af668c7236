import { useTranslation } from 'react-i18next'
import type { Member } from '../../server/organization/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { withOutcome } from '../enrollment/followed.ts'
import { act } from '../enrollment/impact.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { type Kind, kinds } from './kinds.ts'

type Removing = Pick<Agreed, 'confirm'> & { users: readonly Named[] }

/** Removes people from a unit, after showing what that ends. From a company nobody is: everybody is in one. */
export function useRemoving(
  kind: Kind,
  unit: Named,
  done: () => void,
): ((users: readonly Member[]) => void) | undefined {
  const { t } = useTranslation()
  const format = useFormat()
  const operation = kind === 'companies' ? undefined : kinds[kind].operations.removeMembers
  const params = { unitId: unit.id }
  const idsOf = (users: readonly Named[]) => users.map(({ id }) => id)
  const remove = useAct(
    async ({ users, confirm }: Removing) =>
      operation && withOutcome(call(operation, { params, body: { userIds: idsOf(users), confirm } })),
    {
      waits: false,
      batch: (answer) => answer?.outcome,
      done: (answer, { users }) => {
        done()
        const removed = t('organization:remove.done', {
          count: users.length,
          shown: format.number(users.length),
          name: users[0]?.name,
          unit: unit.name,
        })
        return answer && `${removed} ${changesSentence(t, format, answer.outcome)}`
      },
    },
  )
  if (!operation) return undefined
  return (users) =>
    foresee({
      title: t('organization:remove.title', {
        count: users.length,
        shown: format.number(users.length),
        name: users[0]?.name,
        unit: unit.name,
      }),
      text: kind === 'departments' ? t('organization:departments.removeText') : undefined,
      action: t('organization:remove.action'),
      danger: true,
      act: act(operation, { params, body: { userIds: idsOf(users) } }),
      does: ({ confirm }) => remove.mutateAsync({ users, confirm }),
    })
}
