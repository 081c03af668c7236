import { useLayoutEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { activityType, type Language } from '../../server/learning/contract.ts'
import { Button } from '../kit/Button.tsx'
import { Section } from '../kit/Form.tsx'
import { SelectField, SwitchField, TextareaField, TextField } from '../kit/fields.tsx'
import type { FormState } from '../kit/useForm.ts'
import { languages, textName, textParts } from './activityForm.ts'
import { LanguageTabs } from './LanguageTabs.tsx'
import { useLanguageName } from './languageName.ts'
import { useOnLeavingChoices } from './onLeaving.ts'

type ActivityFieldsProps = {
  form: Pick<FormState, 'fields'>
  /** The language whose text is shown first. */
  first: Language
  /** Begins with the title under the cursor. */
  autoFocus?: boolean
}

/** The fields of a learning activity, new or not: its texts one language at a time, then how it behaves. */
export function ActivityFields({ form, first, autoFocus = false }: ActivityFieldsProps) {
  const { t } = useTranslation()
  const onLeaving = useOnLeavingChoices()
  return (
    <>
      <SelectField
        name="type"
        label={t('learning:type')}
        required
        choices={activityType.options.map((type) => ({ value: type, label: t(`enrollment:type.${type}`) }))}
      />
      <Texts form={form} first={first} autoFocus={autoFocus} />
      <Section title={t('learning:behavior')}>
        <TextField
          name="validMonths"
          label={t('learning:validMonths')}
          type="number"
          help={t('learning:validMonthsHelp')}
        />
        <SelectField
          name="onLeaving"
          label={t('learning:onLeaving')}
          help={t('learning:onLeavingHelp')}
          none={t('learning:leaving.academy')}
          choices={onLeaving}
        />
        <SwitchField
          name="selfCompletion"
          label={t('learning:selfCompletion')}
          help={t('learning:selfCompletionHelp')}
        />
      </Section>
    </>
  )
}

function Texts({ form: { fields }, first, autoFocus = false }: ActivityFieldsProps) {
  const { t } = useTranslation()
  const nameOf = useLanguageName()
  const [shown, setShown] = useState(first)
  const { errors } = fields
  const isWrong = (language: Language) => textParts.some((part) => textName(language, part) in errors)
  const isWritten = (language: Language) => textParts.some((part) => fields.values[textName(language, part)] !== '')

  // Before the next drawing, so that the field in question is there to take the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only new refusals turn to another language.
  useLayoutEffect(() => {
    const wrong = languages.find(isWrong)
    if (wrong && !isWrong(shown)) setShown(wrong)
  }, [errors])

  const clear = () => {
    for (const part of textParts) fields.setFieldValue(textName(shown, part), '')
  }
  return (
    <Section title={t('learning:texts')} text={t('learning:textsHelp')}>
      <LanguageTabs shown={shown} show={setShown} isWritten={isWritten} isWrong={isWrong}>
        <TextField
          name={textName(shown, 'title')}
          label={t('learning:title')}
          required={shown === first}
          autoFocus={autoFocus}
        />
        <TextareaField name={textName(shown, 'description')} label={t('learning:description')} rows={4} />
        <TextField
          name={textName(shown, 'link')}
          label={t('learning:link')}
          type="url"
          placeholder="https://"
          help={t('learning:linkHelp')}
        />
        {isWritten(shown) && languages.filter(isWritten).length > 1 && (
          <div>
            <Button look="quiet" onClick={clear}>
              {t('learning:removeText', { language: nameOf(shown) })}
            </Button>
          </div>
        )}
      </LanguageTabs>
    </Section>
  )
}
