import { Popover } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown, IconTrash, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { wordsOf } from '../enrollment/why.ts'
import { Button } from '../kit/Button.tsx'
import { Sheet } from '../kit/Sheet.tsx'
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
  const phrase = criterionPhrase(chip, { t, language: i18n.language, marksArchived: true })
  const words = wordsOf(phrase, i18n.language)
  const isArchived = chip.values.some(({ archived }) => archived)
  // Where there is no room beside the sentence, the editor is a sheet over it.
  const phone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false })
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
  const body = <CriterionEditor chip={chip} onChange={onChange} finish={leave} />
  const foot = (
    <>
      <Button look="quiet" icon={<IconTrash />} onClick={remove}>
        {t('rule:form.remove')}
      </Button>
      <Button look="primary" onClick={leave}>
        {t('rule:form.done')}
      </Button>
    </>
  )
  const kind = t(`rule:kind.${wordOf(chip.criterion)}`)
  const trigger = (
    <button
      ref={button}
      type="button"
      className={styles.phrase}
      data-chip
      aria-keyshortcuts="Delete"
      onClick={() => (isOpen ? leave() : open())}
      onKeyDown={onKey}
    >
      <span>
        <Why {...phrase} />
      </span>
      <IconChevronDown size={13} aria-hidden />
    </button>
  )
  return (
    <span
      className={styles.chip}
      data-unfinished={isUnfinished(chip) || undefined}
      data-archived={isArchived || undefined}
      data-negated={chip.criterion.negated || undefined}
    >
      {phone ? (
        <>
          {trigger}
          <Sheet open={isOpen} onClose={leave} title={kind} subtitle={<Why {...phrase} />} footer={foot}>
            <div className={styles.sheet}>{body}</div>
          </Sheet>
        </>
      ) : (
        <Popover
          opened={isOpen}
          onChange={(opened) => !opened && leave()}
          position="bottom-start"
          width={360}
          trapFocus
          returnFocus={false}
          offset={6}
          transitionProps={{ duration: 80 }}
          middlewares={{ flip: true, shift: { padding: 8 }, size: true }}
        >
          <Popover.Target>{trigger}</Popover.Target>
          <Popover.Dropdown className={styles.editor ?? ''}>
            <h2>{kind}</h2>
            {body}
            <div className={styles.foot}>{foot}</div>
          </Popover.Dropdown>
        </Popover>
      )}
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
  )
}
