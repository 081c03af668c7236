import { useTranslation } from 'react-i18next'
import { userRole } from '../../server/user/contract.ts'
import { Columns } from '../kit/Form.tsx'
import { DateField, SelectField, TextField } from '../kit/fields.tsx'
import { languageChoices } from '../kit/languageNames.ts'

/** Who somebody is: the fields of a new user, which begin to be written in, and of the tab *Profile*. */
export function PersonFields({ isNew = false }: { isNew?: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <TextField name="name" label={t('user:name')} required autoComplete="off" autoFocus={isNew} />
      <TextField name="email" label={t('user:email')} type="email" required autoComplete="off" />
      <Columns>
        <TextField name="employeeNumber" label={t('user:employeeNumber')} autoComplete="off" />
        <DateField name="addedOn" label={t('user:dateAdded')} />
      </Columns>
      <Columns>
        <SelectField name="language" label={t('user:language')} choices={languageChoices} />
        <SelectField
          name="role"
          label={t('user:role')}
          choices={userRole.options.map((value) => ({ value, label: t(`user:roleOf.${value}`) }))}
        />
      </Columns>
    </>
  )
}
