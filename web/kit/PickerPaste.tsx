import { IconClipboardCheck } from '@tabler/icons-react'
import { type ClipboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Picker.module.css'
import type { PickerItem, Picking } from './picking.ts'
import { ProblemNote } from './states.tsx'

/** What lines of a column are: addresses of people, or names of something. */
type Of = 'people' | 'names'

/** How a picker reads a pasted column: which of the lines it knows, which could mean several, and which mean nothing. */
export type Paste<Item> = {
  of: Of
  read: (lines: string[]) => Promise<{ found: Item[]; ambiguous?: string[]; unknown: string[] }>
}

type Pasted =
  | { state: 'reading'; lines: number }
  | {
      state: 'read'
      found: number
      already: number
      left: number
      inactive: string[]
      excluded: string[]
      ambiguous: string[]
      unknown: string[]
    }
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

/**
 * Ticks what a pasted column names, where one can be pasted, and says what became of it. Text of one line goes into the search.
 *
 *     const { pasted, onPaste } = usePaste(paste, picking)
 */
export function usePaste<Item extends PickerItem>(
  paste: Paste<Item> | undefined,
  { gather, add }: Pick<Picking<Item>, 'gather' | 'add'>,
) {
  const [pasted, setPasted] = useState<Pasted>()
  const onPaste = async (event: ClipboardEvent) => {
    const lines = linesOf[paste?.of ?? 'people'](event.clipboardData.getData('text'))
    if (!paste || lines.length < 2) return
    event.preventDefault()
    setPasted({ state: 'reading', lines: lines.length })
    try {
      const { found, ambiguous = [], unknown } = await gather(paste.read(lines))
      const { added, left } = add(found)
      const barred = Object.groupBy(found, (item) => item.barred ?? 'none')
      const already = (barred.none ?? []).filter((item) => item.already).length
      const titles = (of: readonly Item[] = []) => of.map(({ title }) => title)
      const [inactive, excluded] = [titles(barred.inactive), titles(barred.excluded)]
      setPasted({ state: 'read', found: added, already, left, inactive, excluded, ambiguous, unknown })
    } catch (fault) {
      setPasted({ state: 'failed', fault })
    }
  }
  return { pasted, onPaste }
}

const linesOf = { people: pastedLines, names: pastedNames }

type PickerPasteProps = {
  pasted: Pasted | undefined
  of: Of | undefined
  /** Searches for a line that could mean several. */
  search: (line: string) => void
}

/** What became of a pasted column: how many are ticked now, who of it is inactive or excluded, and which lines name several or nothing. */
export function PickerPaste({ pasted, of = 'people', search }: PickerPasteProps) {
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
            {[
              t(`kit:picker.${of}.found`, { count: pasted.found }),
              pasted.already > 0 && t('kit:picker.alreadyFound', { count: pasted.already }),
              pasted.left > 0 && t('kit:picker.left', { count: pasted.left }),
            ]
              .filter(Boolean)
              .join(' ')}
          </p>
          {pasted.inactive.length > 0 && (
            <Lines summary={t('kit:picker.people.inactive', { count: pasted.inactive.length })} lines={pasted.inactive}>
              {(line) => line}
            </Lines>
          )}
          {pasted.excluded.length > 0 && (
            <Lines summary={t('kit:picker.excluded', { count: pasted.excluded.length })} lines={pasted.excluded}>
              {(line) => line}
            </Lines>
          )}
          {pasted.ambiguous.length > 0 && (
            <Lines
              summary={t('kit:picker.names.ambiguous', { count: pasted.ambiguous.length })}
              lines={pasted.ambiguous}
            >
              {(line) => (
                <button type="button" onClick={() => search(line)} title={t('kit:picker.names.search', { name: line })}>
                  {line}
                </button>
              )}
            </Lines>
          )}
          {pasted.unknown.length > 0 && (
            <Lines summary={t(`kit:picker.${of}.unknown`, { count: pasted.unknown.length })} lines={pasted.unknown}>
              {(line) => line}
            </Lines>
          )}
        </div>
      )}
    </div>
  )
}

function Lines(props: { summary: string; lines: readonly string[]; children: (line: string) => ReactNode }) {
  return (
    <details open={props.lines.length <= 5}>
      <summary>{props.summary}</summary>
      <ul>
        {props.lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two people may have one name, and the lines do not move.
          <li key={place}>{props.children(line)}</li>
        ))}
      </ul>
    </details>
  )
}
