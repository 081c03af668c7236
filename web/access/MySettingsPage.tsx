import { useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { changePassword } from '../../server/access/contract.ts'
import { editMyself } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { Form, PlainForm } from '../kit/Form.tsx'
import { PasswordField, SelectField } from '../kit/fields.tsx'
import { screenLanguage, speak } from '../kit/language.ts'
import { languageChoices } from '../kit/languageNames.ts'
import { PageHeader } from '../kit/PageHeader.tsx'
import { useSession } from '../kit/session.ts'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import styles from './MySettingsPage.module.css'
import { Panel } from './Panel.tsx'

/** What a person decides about themselves: language, light or dark, password. */
export function MySettingsPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('access:mine.title')} />
      <Panel title={t('access:mine.language')} text={t('access:mine.languageText')}>
        <LanguageForm />
      </Panel>
      <Panel title={t('access:mine.theme')} text={t('access:mine.themeText')}>
        <Theme />
      </Panel>
      <Panel title={t('access:mine.password')} text={t('access:mine.passwordText')}>
        <PasswordForm />
      </Panel>
    </>
  )
}

function LanguageForm() {
  const { t } = useTranslation()
  const { person, academy } = useSession()
  const form = useForm({
    initial: { language: person.language },
    schema: editMyself.body,
    save: (body) => call(editMyself, { body }),
    saved: ({ language }) => void speak(screenLanguage(language, academy.language)),
  })
  return (
    <Form form={form}>
      <SelectField name="language" label={t('access:mine.language')} choices={languageChoices} />
    </Form>
  )
}

const schemes = [
  { scheme: 'light', label: 'kit:scheme.light', icon: IconSun },
  { scheme: 'dark', label: 'kit:scheme.dark', icon: IconMoon },
  { scheme: 'auto', label: 'kit:scheme.system', icon: IconDeviceDesktop },
] as const

/** Of this browser, not of the account: taken at once. */
function Theme() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div role="radiogroup" aria-label={t('kit:scheme.name')} className={styles.schemes}>
      {schemes.map(({ scheme, label, icon: Icon }) => (
        <label key={scheme} className={styles.scheme} data-chosen={colorScheme === scheme || undefined}>
          <input
            type="radio"
            name="scheme"
            value={scheme}
            checked={colorScheme === scheme}
            onChange={() => setColorScheme(scheme)}
          />
          <Icon size={18} stroke={1.6} aria-hidden />
          {t(label)}
        </label>
      ))}
    </div>
  )
}

const filledIn = changePassword.body.extend({ current: changePassword.body.shape.current.min(1) })
const nothing = { current: '', password: '' }

function PasswordForm() {
  const { t } = useTranslation()
  const { person } = useSession()
  const form = useForm({
    initial: nothing,
    schema: filledIn,
    save: (body) => call(changePassword, { body }),
    saved: () => {
      form.fields.setInitialValues(nothing)
      form.fields.reset()
      toast.done(t('access:mine.passwordChanged'))
    },
  })
  return (
    <PlainForm form={form} submitLabel={t('access:mine.changePassword')}>
      <input type="email" name="username" autoComplete="username" value={person.email} readOnly hidden />
      <PasswordField name="current" label={t('access:mine.currentPassword')} autoComplete="current-password" required />
      <PasswordField
        name="password"
        label={t('access:mine.newPassword')}
        help={t('access:passwordHelp')}
        autoComplete="new-password"
        required
      />
    </PlainForm>
  )
}
