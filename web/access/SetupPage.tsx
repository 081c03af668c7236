import { useTranslation } from 'react-i18next'
import { setUp } from '../../server/access/contract.ts'
import { call } from '../kit/api.ts'
import { Columns, PlainForm, Section } from '../kit/Form.tsx'
import { PasswordField, SelectField, TextField } from '../kit/fields.tsx'
import { languageChoices } from '../kit/languageNames.ts'
import { useForm } from '../kit/useForm.ts'
import { OpenPage } from './OpenPage.tsx'
import { useBegin, useLeaving, useOpenSession } from './signingIn.ts'
import { TimeZoneField } from './TimeZoneField.tsx'
import { timeZoneHere } from './timeZones.ts'

/** The first visit of all: names the academy and makes its administrator. */
export function SetupPage() {
  const { t, i18n } = useTranslation()
  const session = useOpenSession()
  const begin = useBegin()
  useLeaving(Boolean(session?.academy), '/')
  const form = useForm({
    initial: {
      academyName: '',
      language: i18n.language,
      timeZone: timeZoneHere(),
      name: '',
      email: '',
      password: '',
    },
    schema: setUp.body,
    save: async (body) => begin(await call(setUp, { body })),
  })
  return (
    <OpenPage title={t('access:setUp.title')} text={t('access:setUp.text')} wide>
      <PlainForm form={form} submitLabel={t('access:setUp.submit')}>
        <Section title={t('access:setUp.academy')}>
          <TextField
            name="academyName"
            label={t('access:academyName')}
            autoComplete="organization"
            autoFocus
            required
          />
          <Columns>
            <SelectField name="language" label={t('access:language')} choices={languageChoices} required />
            <TimeZoneField name="timeZone" label={t('access:timeZone')} required />
          </Columns>
        </Section>
        <Section title={t('access:setUp.you')} text={t('access:setUp.youText')}>
          <TextField name="name" label={t('access:yourName')} autoComplete="name" required />
          <TextField name="email" label={t('access:email')} type="email" autoComplete="username" required />
          <PasswordField
            name="password"
            label={t('access:password')}
            help={t('access:passwordHelp')}
            autoComplete="new-password"
            required
          />
        </Section>
      </PlainForm>
    </OpenPage>
  )
}
