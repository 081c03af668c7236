import { useTranslation } from 'react-i18next'
import { editUser, type User, userEdit } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { Form, Section } from '../kit/Form.tsx'
import { Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { consequencesSentence, withConsequences } from './consequences.ts'
import { PlaceFields } from './PlaceFields.tsx'
import { useUserInPath } from './userQuery.ts'

/** Where a user stands in the organisation. What that leads to has followed when the save returns. */
export function OrganisationTab() {
  const user = useUserInPath()
  return user ? <OrganisationForm key={user.id} user={user} /> : <Skeleton />
}

const idsOf = (all: ReadonlyArray<{ id: number }>) => all.map(({ id }) => id)

function OrganisationForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const form = useForm({
    initial: {
      companyId: user.company.id,
      departmentId: user.department?.id ?? null,
      managerId: user.manager?.id ?? null,
      teamIds: idsOf(user.teams),
      functionIds: idsOf(user.functions),
      groupIds: idsOf(user.groups),
    },
    schema: userEdit,
    changedOnly: true,
    save: (body) => withConsequences(user.id, () => call(editUser, { params: { userId: user.id }, body })),
    saved: ({ followed }) => toast.done(consequencesSentence(t, user.name, followed)),
  })
  return (
    <Form form={form}>
      <Section title={t('user:place.title')} text={t('user:place.text')}>
        <PlaceFields user={user} />
      </Section>
    </Form>
  )
}
