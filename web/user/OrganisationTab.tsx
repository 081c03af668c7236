import { useTranslation } from 'react-i18next'
import { editUser, readUser, type User, userEdit } from '../../server/user/contract.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { versionAt } from '../kit/api.ts'
import { Form, Section } from '../kit/Form.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useForm } from '../kit/useForm.ts'
import { PlaceFields } from './PlaceFields.tsx'
import { saveUser, useSavedToast } from './saving.ts'
import { useUserInPath } from './userQuery.ts'

/** Where a user stands in the organisation. What that leads to has followed when the save returns. */
export function OrganisationTab() {
  const user = useUserInPath()
  return user ? <OrganisationForm key={user.id} user={user} /> : <Skeleton />
}

const idsOf = (all: ReadonlyArray<{ id: number }>) => all.map(({ id }) => id)

function OrganisationForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const saved = useSavedToast()
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
    version: versionAt(readUser, { userId: user.id }),
    save: (body, version) => saveUser(user.id, body, version),
    saved,
  })
  const body = form.toSend()
  return (
    <Form
      form={form}
      impact={body && <ImpactLine of={act(editUser, { params: { userId: user.id }, body })} name={user.name} />}
    >
      <Section title={t('user:place.title')} text={t('user:place.text')}>
        <PlaceFields user={user} />
      </Section>
    </Form>
  )
}
