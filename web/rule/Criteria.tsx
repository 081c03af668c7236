import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { AddCriterion } from './AddCriterion.tsx'
import { type Beginning, begin, isUnfinished } from './builder.ts'
import styles from './Criterion.module.css'
import { CriterionChip } from './CriterionChip.tsx'
import type { RuleDraft } from './useRuleDraft.ts'

const mostCriteria = 50

/** "Everyone in company Rakema and …": the criteria as chips of a sentence. Left and right move among them. */
export function Criteria({ rule }: { rule: RuleDraft }) {
  const { t } = useTranslation()
  const addButton = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLUListElement>(null)
  const { chips } = rule.draft

  /** What was begun in the menu. Its editor opens when the menu is gone, which would take the focus back from it. */
  const begun = useRef<string>(undefined)
  const add = (as: Beginning) => {
    begun.current = rule.add(begin(as))
  }
  const openBegun = () => {
    if (begun.current !== undefined) rule.open(begun.current)
    begun.current = undefined
  }

  /** The place of what was taken out, until the focus has moved on from it. */
  const takenOut = useRef<number>(undefined)
  const remove = (key: string) => {
    takenOut.current = chips.findIndex((chip) => chip.key === key)
    rule.remove(key)
    rule.open(undefined)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is gone from the sentence.
  useEffect(() => {
    const place = takenOut.current
    takenOut.current = undefined
    if (place === undefined || document.activeElement !== document.body) return
    // Where the chip was there is the next one now, or the one before it, or nothing but the way to add one.
    const left = chipsIn(box.current)
    const next = left[Math.min(place, left.length - 1)] ?? addButton.current
    next?.focus()
  }, [chips.length])

  /** What was begun and never chosen is not kept: it would ask nothing. */
  const close = (key: string) => {
    const chip = chips.find((one) => one.key === key)
    if (chip && key.startsWith('new') && isUnfinished(chip)) remove(key)
    else rule.open(undefined)
  }

  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const all = [...chipsIn(box.current), addButton.current]
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    if (step === undefined || at < 0) return
    event.preventDefault()
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus()
  }

  return (
    <ul className={styles.sentence} aria-label={t('rule:criteria')} ref={box} onKeyDown={move}>
      {chips.map((chip, place) => (
        <li key={chip.key}>
          <span className={styles.word}>{place === 0 ? t('rule:words.everyone') : t('rule:words.and')}</span>
          <CriterionChip
            chip={chip}
            isOpen={rule.openKey === chip.key}
            open={() => rule.open(chip.key)}
            close={() => close(chip.key)}
            onChange={(to) => rule.edited(chip.key, to)}
            remove={() => remove(chip.key)}
          />
        </li>
      ))}
      <li>
        {chips.length === 0 && <span className={styles.word}>{t('rule:words.everyone')}</span>}
        <AddCriterion button={addButton} disabled={chips.length >= mostCriteria} add={add} added={openBegun} />
        {chips.length >= mostCriteria && <span className={styles.most}>{t('rule:most', { count: mostCriteria })}</span>}
      </li>
    </ul>
  )
}

function chipsIn(box: HTMLElement | null): HTMLButtonElement[] {
  return [...(box?.querySelectorAll<HTMLButtonElement>('[data-chip]') ?? [])]
}
