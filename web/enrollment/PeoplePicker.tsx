import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findUsersByEmail, listUserIds, listUsers, mostAtOnce, type UserListItem } from '../../server/user/contract.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Picker, type PickerItem } from '../kit/Picker.tsx'

type Marks = Pick<
  InputOf<typeof findUsersByEmail>['body'],
  'forActivity' | 'forQualification' | 'forUnit' | 'forUnitId'
>

type PeoplePickerProps = {
  open: boolean
  onClose: () => void
  title: string
  subtitle?: ReactNode
  saveLabel: string
  /** What marks people as being there already, and the word for that. */
  marks: Marks
  already: string
  save: (userIds: number[]) => Promise<unknown>
  impact: (userIds: number[]) => ReactNode
  options?: ReactNode
}

/**
 * The picker of active users: by name, e-mail or number, or from a pasted column of e-mail addresses. Inactive ones are shown
 * as such, below all active ones that match, and cannot be picked.
 */
export function PeoplePicker({ marks, already, save, impact, ...rest }: PeoplePickerProps) {
  const { t } = useTranslation()
  return (
    <Picker
      {...rest}
      searchLabel={t('enrollment:pick.searchUsers')}
      searchKey={[listUsers.path, marks]}
      search={async (search, signal) => {
        const asked = { search, ...marks, status: 'active', sort: 'name', glance: 'true' } as const
        const page = await call(listUsers, { query: asked }, signal)
        const isAll = page.total <= page.items.length
        const inactive =
          search !== '' && isAll
            ? await call(listUsers, { query: { ...asked, status: 'inactive', limit: mostInactive } }, signal)
            : { items: [] }
        return {
          total: page.total,
          isMore: page.uncounted,
          items: [...page.items, ...inactive.items].map((user) => itemOf(user, already, t)),
        }
      }}
      all={async (search) => {
        const { ids, more } = await call(listUserIds, { query: { search, status: 'active', ...marks } })
        return { items: ids.map((id) => ({ id, title: '' })), more }
      }}
      most={mostAtOnce}
      paste={{
        of: 'people',
        read: async (emails) => {
          const { users, unknown } = await call(findUsersByEmail, { body: { emails, ...marks } })
          return { found: users.map((user) => itemOf(user, already, t)), unknown }
        },
      }}
      save={(picked) => save(picked.map(({ id }) => id))}
      impact={(picked) => impact(picked.map(({ id }) => id))}
    />
  )
}

/** So many are named: enough to see why somebody cannot be picked. */
const mostInactive = 5

function itemOf(user: UserListItem, already: string, t: TFunction): PickerItem & { id: number } {
  const barred = user.status === 'inactive' ? 'inactive' : user.excluded && !user.already ? 'excluded' : undefined
  return {
    id: user.id,
    title: user.name,
    detail: [user.email, user.department?.name ?? user.company.name].join(' · '),
    barred,
    already: barred ? t(`enrollment:pick.${barred}`) : user.already ? already : undefined,
  }
}
