import { type ReactNode, useId } from 'react'
import styles from './Choices.module.css'

type ChoicesProps<Value extends string> = {
  label: string
  /** Said to screen readers only, where the choices explain themselves. */
  quietLabel?: boolean
  choices: ReadonlyArray<{ value: Value; label: ReactNode; help?: ReactNode }>
  value: Value
  onChange: (value: Value) => void
  /** Side by side, for two or three words; otherwise one below the other. */
  inline?: boolean
  disabled?: boolean
}

/**
 * One of a few, all of them in sight. The arrow keys move among them.
 *
 *     <Choices label={t('rule:leaving.label')} choices={[{ value: 'keep', label: t('rule:leaving.keep') }, …]} value={leaving} onChange={setLeaving} />
 */
export function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { label, quietLabel = false, choices, value, onChange, inline = false, disabled = false } = props
  const name = useId()
  return (
    <fieldset className={styles.choices} data-inline={inline || undefined} disabled={disabled}>
      <legend data-quiet={quietLabel || undefined}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.choice} data-chosen={choice.value === value || undefined}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.help && <span className={styles.help}>{choice.help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
