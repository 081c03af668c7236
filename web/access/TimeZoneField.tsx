import { type ReactNode, useMemo } from 'react'
import { useField } from '../kit/Form.tsx'
import { SelectField } from '../kit/fields.tsx'
import { timeZoneChoices } from './timeZones.ts'

type TimeZoneFieldProps = { name: string; label: string; help?: ReactNode; required?: boolean }

/** One of the world's time zones, found by typing a city. */
export function TimeZoneField({ name, ...field }: TimeZoneFieldProps) {
  const { value } = useField(name)
  const choices = useMemo(() => timeZoneChoices(String(value ?? '')), [value])
  return <SelectField name={name} choices={choices} searchable {...field} />
}
