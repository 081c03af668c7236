import { Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import styles from './Confirm.module.css'
import { drawnDialog, drawnVeil, takeFocus, useDialog } from './dialogs.ts'
import { shared } from './shared.ts'
import { TypedNumber } from './TypedNumber.tsx'

type Question = {
  title: string
  text?: ReactNode
  action: string
  /** The other answer; null where there is nothing to choose, only to be told. */
  stay?: string | null
  danger?: boolean
  /** Nobody expects it: a key that is still being pressed is no answer. */
  unread?: boolean
  /** What has to be typed before the answer can be yes: the number of an act that does much. */
  typed?: string
}
type Asked = Question & { answer: (agreed: boolean) => void }

const asked = shared<Asked | undefined>(undefined)

/**
 * Asks before something that is hard to take back. The answer is a promise.
 *
 *     if (await confirm({ title: t('user:endTitle', { name }), text: …, action: t('user:end'), danger: true })) …
 */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    asked.get()?.answer(false)
    asked.set({
      ...question,
      answer: (agreed) => {
        asked.set(undefined)
        resolve(agreed)
      },
    })
  })
}

/** Where questions appear; once, in the app. */
export function Confirm() {
  const question = asked.use()
  useDialog(question !== undefined, () => question?.answer(false))
  return question ? <Asking key={question.title} question={question} /> : null
}

function Asking({ question }: { question: Asked }) {
  const { t } = useTranslation()
  const { title, text, action, stay, danger = false, unread = false, typed, answer } = question
  const [written, setWritten] = useState('')
  const isTyped = typed === undefined || written === typed
  // What is hard to take back is one Tab away; a number that has to be typed comes before either.
  const first = typed !== undefined ? 'typed' : (danger || unread) && stay !== null ? 'stay' : 'action'
  return (
    <Modal.Root
      opened
      onClose={() => answer(false)}
      size={420}
      centered
      zIndex={400}
      {...drawnDialog}
      classNames={{ content: styles.content ?? '', overlay: styles.veil ?? '' }}
      transitionProps={{ duration: 100 }}
    >
      <Modal.Overlay {...drawnVeil} />
      <Modal.Content ref={takeFocus} data-open>
        <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
        {text && <div className={styles.text}>{text}</div>}
        {typed !== undefined && (
          <div className={styles.typed}>
            <TypedNumber number={typed} onChange={setWritten} onEnter={() => isTyped && answer(true)} />
          </div>
        )}
        <div className={styles.actions}>
          {stay !== null && (
            <Button onClick={() => answer(false)} data-autofocus={first === 'stay' || undefined}>
              {stay ?? t('kit:cancel')}
            </Button>
          )}
          <Button
            look={danger ? 'danger' : 'primary'}
            disabled={!isTyped}
            onClick={() => answer(true)}
            data-autofocus={first === 'action' || undefined}
          >
            {action}
          </Button>
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
