import { Checkbox, Switch as MantineSwitch, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DayInput } from './DayInput.tsx'
import { useField } from './Form.tsx'

type FieldProps = {
  name: string
  label: string
  /** Help below the label. */
  help?: ReactNode
  required?: boolean
  disabled?: boolean
}

type TextProps = FieldProps & {
  type?: 'text' | 'email' | 'url' | 'number'
  placeholder?: string
  autoComplete?: HTMLInputAutoCompleteAttribute
  autoFocus?: boolean
}

/**
 * A line of text. Emptied, it holds null where the schema allows null; `number` holds a number.
 *
 *     <TextField name="email" label={t('user:email')} type="email" required />
 */
export function TextField({ name, label, help, type = 'text', autoFocus, required = false, ...rest }: TextProps) {
  const { value, error, set, setText } = useField(name)
  const change = (text: string) => (type === 'number' && text !== '' ? set(Number(text)) : setText(text))
  return (
    <TextInput
      label={label}
      description={help}
      type={type}
      name={name}
      value={String(value ?? '')}
      error={error}
      withAsterisk={required}
      aria-required={required}
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus ?? false}
      onChange={(event) => change(event.currentTarget.value)}
      {...rest}
    />
  )
}

/** A password, which can be made visible. `autoComplete` tells password managers whether it is the present or a new one. */
export function PasswordField({
  name,
  label,
  help,
  autoComplete,
  required = false,
}: FieldProps & { autoComplete: 'current-password' | 'new-password' }) {
  const { value, error, set } = useField(name)
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={label}
      description={help}
      name={name}
      value={String(value ?? '')}
      error={error}
      withAsterisk={required}
      aria-required={required}
      autoComplete={autoComplete}
      visibilityToggleButtonProps={{ 'aria-label': t('kit:field.showPassword'), tabIndex: 0 }}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

/** Several lines of text, growing with what is written. */
export function TextareaField({
  name,
  label,
  help,
  rows = 3,
  required = false,
  ...rest
}: FieldProps & { rows?: number; placeholder?: string }) {
  const { value, error, setText } = useField(name)
  return (
    <Textarea
      label={label}
      description={help}
      name={name}
      rows={rows}
      autosize
      minRows={rows}
      maxRows={14}
      value={String(value ?? '')}
      error={error}
      withAsterisk={required}
      aria-required={required}
      onChange={(event) => setText(event.currentTarget.value)}
      {...rest}
    />
  )
}

type Choice = { value: string; label: string; disabled?: boolean }

/**
 * One of a few. With `none` a first choice that means null; `searchable` when they are many: typing narrows them down.
 *
 *     <SelectField name="language" label={t('user:language')} choices={[{ value: 'en', label: 'English' }]} />
 */
export function SelectField({
  name,
  label,
  help,
  choices,
  none,
  searchable = false,
  required = false,
  disabled = false,
}: FieldProps & { choices: readonly Choice[]; none?: string; searchable?: boolean }) {
  const { value, error, set } = useField(name)
  const { t } = useTranslation()
  const noneValue = ''
  return (
    <Select
      label={label}
      description={help}
      name={name}
      data={none === undefined ? [...choices] : [{ value: noneValue, label: none }, ...choices]}
      value={value === null || value === undefined ? noneValue : String(value)}
      error={error}
      withAsterisk={required}
      aria-required={required}
      disabled={disabled}
      searchable={searchable}
      selectFirstOptionOnChange={searchable}
      // What is typed takes the place of what was chosen.
      {...(searchable && { onClick: (event) => event.currentTarget.select() })}
      nothingFoundMessage={t('kit:search.nothing')}
      allowDeselect={false}
      checkIconPosition="right"
      rightSection={<IconChevronDown size={15} aria-hidden />}
      comboboxProps={{ transitionProps: { duration: 80 }, shadow: 'sm' }}
      onChange={(next) => set(next === noneValue ? null : next)}
    />
  )
}

/** A day, `YYYY-MM-DD`; the browser's own calendar, which every keyboard and phone knows. */
export function DateField({ name, label, help, required = false, disabled = false }: FieldProps) {
  const { value, error, setText } = useField(name)
  return (
    <DayInput
      label={label}
      description={help}
      name={name}
      value={String(value ?? '')}
      error={error}
      withAsterisk={required}
      aria-required={required}
      disabled={disabled}
      onChange={setText}
    />
  )
}

/** On or off, taking effect when saved. */
export function SwitchField({ name, label, help, disabled = false }: Omit<FieldProps, 'required'>) {
  const { value, error, set } = useField(name)
  return <Switch label={label} help={help} checked={Boolean(value)} disabled={disabled} error={error} onChange={set} />
}

type SwitchProps = {
  label: string
  help?: ReactNode
  checked: boolean
  disabled?: boolean
  error?: ReactNode
  onChange: (on: boolean) => void
}

/** A switch by itself, outside a form. */
export function Switch({ label, help, checked, disabled = false, error, onChange }: SwitchProps) {
  return (
    <MantineSwitch
      label={label}
      description={help}
      checked={checked}
      disabled={disabled}
      error={error}
      withThumbIndicator={false}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** A box to tick by itself, such as "tell them by e-mail". */
export function Tick({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (ticked: boolean) => void
}) {
  return (
    <Checkbox label={label} checked={checked} size="xs" onChange={(event) => onChange(event.currentTarget.checked)} />
  )
}
