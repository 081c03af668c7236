import { IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editUser, readUser, type User, userEdit } from '../../server/user/contract.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { versionAt } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Form, Section } from '../kit/Form.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useForm } from '../kit/useForm.ts'
import { InvitationSheet } from './InvitationSheet.tsx'
import { PersonFields } from './PersonFields.tsx'
import styles from './ProfileTab.module.css'
import { saveUser, useSavedToast } from './saving.ts'
import { useStatusChange } from './statusChange.ts'
import { useUserInPath } from './userQuery.ts'

/** Who a user is, and whether and how they get in. */
export function ProfileTab() {
  const user = useUserInPath()
  if (!user) return <Skeleton />
  return (
    <>
      <PersonForm key={user.id} user={user} />
      <Access user={user} />
    </>
  )
}

function PersonForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const saved = useSavedToast()
  const { name, email, employeeNumber, role, language, addedOn } = user
  const form = useForm({
    initial: { name, email, employeeNumber, role, language, addedOn },
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
      <Section title={t('user:person.title')} text={t('user:person.text')}>
        <PersonFields />
      </Section>
    </Form>
  )
}

/** What is done at once, apart from what is filled in and saved. */
function Access({ user }: { user: User }) {
  const { t } = useTranslation()
  const [inviting, setInviting] = useState(false)
  const changeStatus = useStatusChange()
  const isActive = user.status === 'active'
  const standing = isActive ? (user.canSignIn ? 'hasPassword' : 'noPassword') : 'inactive'
  return (
    <section aria-labelledby="access" className={styles.access}>
      <h2 id="access">{t('user:access.title')}</h2>
      <p>{t(`user:access.${standing}`, { name: user.name })}</p>
      <div className={styles.actions}>
        {isActive && (
          <Button icon={<IconLink />} onClick={() => setInviting(true)}>
            {t('user:invite.action')}
          </Button>
        )}
        <Button onClick={() => void changeStatus(user)}>
          {t(isActive ? 'user:deactivate.action' : 'user:activate.action')}
        </Button>
      </div>
      <InvitationSheet user={user} open={inviting} onClose={() => setInviting(false)} />
    </section>
  )
}
