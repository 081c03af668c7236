import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn } from '../../server/access/contract.ts'
import { call } from '../kit/api.ts'
import { PlainForm } from '../kit/Form.tsx'
import { PasswordField, TextField } from '../kit/fields.tsx'
import { useUrl } from '../kit/url.ts'
import { useForm } from '../kit/useForm.ts'
import { OpenPage } from './OpenPage.tsx'
import { ownAddress, useBegin, useLeaving, useOpenSession } from './signingIn.ts'

const inUrl = z.object({ next: z.string().optional() })

/** Both are needed before the server is asked; the contract itself takes anything, so as to say nothing about who exists. */
const filledIn = signIn.body.extend({
  email: signIn.body.shape.email.min(1),
  password: signIn.body.shape.password.min(1),
})

export function SignInPage() {
  const { t } = useTranslation()
  const [{ next }] = useUrl(inUrl)
  const session = useOpenSession()
  const begin = useBegin()
  useLeaving(Boolean(session?.user), ownAddress(next))
  useLeaving(session?.academy === null, '/setup')
  const form = useForm({
    initial: { email: '', password: '' },
    schema: filledIn,
    save: async (body) => begin(await call(signIn, { body })),
  })
  return (
    <OpenPage
      title={t('access:signIn.title')}
      text={session?.academy ? t('access:signIn.text', { academy: session.academy.name }) : '\u00a0'}
    >
      <PlainForm form={form} submitLabel={t('access:signIn.submit')}>
        <TextField name="email" label={t('access:email')} type="email" autoComplete="username" autoFocus />
        <PasswordField name="password" label={t('access:password')} autoComplete="current-password" />
      </PlainForm>
    </OpenPage>
  )
}
