import { IconClipboardCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './Picker.module.css'
import { ProblemNote } from './states.tsx'

export type Pasted =
  | { state: 'reading'; lines: number }
  | { state: 'read'; found: number; already: number; unknown: string[] }
  | { state: 'failed'; fault: unknown }

/** A pasted column, or a list as mail programs write it; one word is not a list. */
export function pastedLines(text: string): string[] {
  const lines = text
    .split(/[\n\r\t;,]+/)
    .map((line) => /<([^<>\s]+@[^<>\s]+)>/.exec(line)?.[1] ?? line.trim())
    .filter((line) => line !== '')
  return lines.some((line) => line.includes('@')) ? lines : []
}

/** A pasted column of names. They have commas in them, and spaces; so it is a column only where it has several lines. */
export function pastedNames(text: string): string[] {
  const lines = text
    .split(/[\n\r\t]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.length > 1 ? [...new Set(lines)] : []
}

type PickerPasteProps = {
  pasted: Pasted | undefined
  /** What lines of a column are: addresses of people, or names of something. */
  of?: 'people' | 'names'
}

/** What became of a pasted column: how many are ticked now, and which lines nothing is known by. */
export function PickerPaste({ pasted, of = 'people' }: PickerPasteProps) {
  const { t } = useTranslation()
  if (!pasted) return null
  if (pasted.state === 'failed') return <ProblemNote fault={pasted.fault} />
  return (
    <div className={styles.pasted} role="status">
      <IconClipboardCheck size={16} aria-hidden />
      {pasted.state === 'reading' ? (
        <p>{t(`kit:picker.${of}.reading`, { count: pasted.lines })}</p>
      ) : (
        <div>
          <p>
            {t(`kit:picker.${of}.found`, { count: pasted.found })}{' '}
            {pasted.already > 0 && t('kit:picker.alreadyFound', { count: pasted.already })}
          </p>
          {pasted.unknown.length > 0 && (
            <details open={pasted.unknown.length <= 5}>
              <summary>{t(`kit:picker.${of}.unknown`, { count: pasted.unknown.length })}</summary>
              <ul>
                {pasted.unknown.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </div>
  )
}
