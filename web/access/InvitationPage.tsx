import { useQuery } from '@tanstack/react-query'
import { useParams, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { acceptInvitation, readInvitation } from '../../server/access/contract.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { ButtonLink } from '../kit/Button.tsx'
import { PlainForm } from '../kit/Form.tsx'
import { PasswordField } from '../kit/fields.tsx'
import { query } from '../kit/query.ts'
import { ProblemNote, Skeleton } from '../kit/states.tsx'
import { useForm } from '../kit/useForm.ts'
import styles from './InvitationPage.module.css'
import { OpenPage } from './OpenPage.tsx'
import { useBegin } from './signingIn.ts'

/** Where the link of an invitation leads: the person sets a password, and is in. */
export function InvitationPage() {
  const { t } = useTranslation()
  const { token = '' } = useParams({ strict: false }) as { token?: string }
  const { data, error } = useQuery(query(readInvitation, { params: { token } }))
  if (error && !data) {
    return (
      <OpenPage title={t('access:invitation.over')}>
        <div className={styles.over}>
          <ProblemNote fault={error} />
          <ButtonLink to="/sign-in">{t('access:signIn.title')}</ButtonLink>
        </div>
      </OpenPage>
    )
  }
  if (!data) {
    return (
      <OpenPage title={t('access:invitation.title')}>
        <Skeleton rows={3} />
      </OpenPage>
    )
  }
  return <Accept token={token} invited={data} />
}

function Accept({ token, invited }: { token: string; invited: ResponseOf<typeof readInvitation> }) {
  const { t } = useTranslation()
  const begin = useBegin()
  const { history } = useRouter()
  const form = useForm({
    initial: { password: '' },
    schema: acceptInvitation.body,
    save: async (body) => begin(await call(acceptInvitation, { params: { token }, body })),
    saved: () => history.replace('/'),
  })
  return (
    <OpenPage
      title={t('access:invitation.welcome', { name: invited.name })}
      text={t('access:invitation.text', { academy: invited.academy, email: invited.email })}
    >
      <PlainForm form={form} submitLabel={t('access:invitation.submit')}>
        {/* For password managers, which keep a password under its name. */}
        <input type="email" name="username" autoComplete="username" value={invited.email} readOnly hidden />
        <PasswordField
          name="password"
          label={t('access:password')}
          help={t('access:passwordHelp')}
          autoComplete="new-password"
          required
        />
      </PlainForm>
    </OpenPage>
  )
}
