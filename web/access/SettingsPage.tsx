import { IconMailOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { editAcademy, readAcademy } from '../../server/access/contract.ts'
import { call, type ResponseOf, versionAt } from '../kit/api.ts'
import { Columns, Form, Section } from '../kit/Form.tsx'
import { SelectField, SwitchField, TextField } from '../kit/fields.tsx'
import { languageChoices } from '../kit/languageNames.ts'
import { PageHeader } from '../kit/PageHeader.tsx'
import { query } from '../kit/query.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { useOnLeavingChoices } from '../learning/onLeaving.ts'
import styles from './SettingsPage.module.css'
import { TimeZoneField } from './TimeZoneField.tsx'

/** The academy: its name, language, time zone, what happens on leaving, and whether mail goes out. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(query(readAcademy))
  return (
    <>
      <PageHeader title={t('access:settings.title')} />
      {data ? (
        <AcademyForm academy={data} />
      ) : error ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </>
  )
}

function AcademyForm({ academy }: { academy: ResponseOf<typeof readAcademy> }) {
  const { t } = useTranslation()
  const { mailReady, ...settings } = academy
  const form = useForm({
    initial: settings,
    schema: editAcademy.body,
    changedOnly: true,
    version: versionAt(readAcademy),
    save: (body, version) => call(editAcademy, { body, version }),
    saved: () => toast.done(t('access:settings.saved')),
  })
  const { mailOn, onLeaving } = form.fields.values
  const onLeavingChoices = useOnLeavingChoices()
  const impact =
    onLeaving === academy.onLeaving ? undefined : <p role="status">{t('access:settings.onLeavingImpact')}</p>
  return (
    <Form form={form} impact={impact}>
      <Section title={t('access:settings.academy')} text={t('access:settings.academyText')}>
        <TextField name="name" label={t('access:academyName')} required />
        <Columns>
          <SelectField name="language" label={t('access:language')} choices={languageChoices} />
          <TimeZoneField name="timeZone" label={t('access:timeZone')} />
        </Columns>
      </Section>
      <Section title={t('access:settings.enrollments')}>
        <SelectField
          name="onLeaving"
          label={t('learning:onLeaving')}
          help={t('access:settings.onLeavingHelp')}
          choices={onLeavingChoices}
        />
      </Section>
      <Section title={t('access:settings.mail')} text={t('access:settings.mailText')}>
        <SwitchField
          name="mailOn"
          label={t('access:settings.mailOn')}
          help={t(mailOn ? 'access:settings.mailOnHelp' : 'access:settings.mailOffHelp')}
        />
        {!mailReady && (
          <div className={styles.noServer}>
            <IconMailOff size={16} aria-hidden />
            {t('access:settings.noServer')}
          </div>
        )}
      </Section>
    </Form>
  )
}
