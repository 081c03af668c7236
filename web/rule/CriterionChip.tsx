import { Popover } from '@mantine/core'
import { IconChevronDown, IconTrash, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { wordsOf } from '../enrollment/why.ts'
import { Button } from '../kit/Button.tsx'
import { Why } from '../kit/Why.tsx'
import { type Chip, isUnfinished } from './builder.ts'
import styles from './Criterion.module.css'
import { CriterionEditor } from './CriterionEditor.tsx'
import { criterionPhrase, wordOf } from './sentence.ts'

type ChipProps = {
  chip: Chip
  isOpen: boolean
  open: () => void
  close: () => void
  onChange: (to: Omit<Chip, 'key'>) => void
  remove: () => void
}

/** A criterion in the sentence. It opens its editor below itself; Delete takes it out. */
export function CriterionChip({ chip, isOpen, open, close, onChange, remove }: ChipProps) {
  const { t, i18n } = useTranslation()
  const phrase = criterionPhrase(chip, { t, language: i18n.language })
  const words = wordsOf(phrase, i18n.language)
  const isArchived = chip.values.some(({ archived }) => archived)
  const button = useRef<HTMLButtonElement>(null)
  /** The focus goes back to the chip, from which a click elsewhere takes it on. */
  const leave = () => {
    button.current?.focus()
    close()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return
    event.preventDefault()
    remove()
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(opened) => !opened && leave()}
      position="bottom-start"
      width="min(360px, calc(100vw - 16px))"
      trapFocus
      returnFocus={false}
      offset={6}
      transitionProps={{ duration: 80 }}
      middlewares={{ flip: true, shift: { padding: 8 }, size: true }}
    >
      <span
        className={styles.chip}
        data-unfinished={isUnfinished(chip) || undefined}
        data-archived={isArchived || undefined}
        data-negated={chip.criterion.negated || undefined}
      >
        <Popover.Target>
          <button
            ref={button}
            type="button"
            className={styles.phrase}
            data-chip
            aria-description={isArchived ? t('rule:chip.archived') : undefined}
            onClick={() => (isOpen ? leave() : open())}
            onKeyDown={onKey}
          >
            <span>
              <Why {...phrase} />
            </span>
            <IconChevronDown size={13} aria-hidden />
          </button>
        </Popover.Target>
        <button
          type="button"
          tabIndex={-1}
          className={styles.takeOut}
          aria-label={t('rule:chip.remove', { criterion: words })}
          onClick={remove}
        >
          <IconX size={13} aria-hidden />
        </button>
      </span>
      <Popover.Dropdown className={styles.editor ?? ''}>
        <h2>{t(`rule:kind.${wordOf(chip.criterion)}`)}</h2>
        <CriterionEditor chip={chip} onChange={onChange} finish={leave} />
        <div className={styles.foot}>
          <Button look="quiet" icon={<IconTrash />} onClick={remove}>
            {t('rule:form.remove')}
          </Button>
          <Button look="primary" onClick={leave}>
            {t('rule:form.done')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
