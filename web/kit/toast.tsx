import { IconCheck, IconExclamationCircle, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { toTell } from './api.ts'
import { IconButton } from './Button.tsx'
import { sentenceOf } from './sentenceOf.ts'
import { shared } from './shared.ts'
import styles from './toast.module.css'

type Toast = { id: number; tone: 'done' | 'problem'; sentence: string; action?: ToastAction | undefined }
export type ToastAction = { label: string; run: () => void }

const shown = shared<readonly Toast[]>([])
let lastId = 0

/**
 * A short message at the foot of the screen.
 *
 *     toast.done(t('enrollment:added', { count }), { label: t('kit:undo'), run: undo })
 *     toast.problem(fault)
 */
export const toast = {
  done: (sentence: string, action?: ToastAction) => show({ tone: 'done', sentence, action }, action ? 10_000 : 5_000),
  /** Something to know that is neither done nor a fault. */
  say: (sentence: string) => show({ tone: 'problem', sentence }, 10_000),
  problem: (fault: unknown) => {
    if (toTell(fault)) show({ tone: 'problem', sentence: sentenceOf(fault) }, 12_000)
  },
  /** Whoever comes next at this screen reads nothing of what was done before. */
  clear: () => shown.set([]),
  /** Something is tried: what was wrong before is not what is said of it. */
  tried: () => shown.set(shown.get().filter(({ tone }) => tone === 'done')),
}

function show(one: Omit<Toast, 'id'>, forMillis: number): void {
  lastId += 1
  const id = lastId
  const others = isAttended() ? shown.get() : shown.get().slice(-2)
  shown.set([...others, { ...one, id }])
  hideLater(id, forMillis)
}

/** Not while somebody points at the messages or has come to them with the keyboard: they are reading, or about to press. */
function hideLater(id: number, millis: number): void {
  setTimeout(() => {
    const isThere = shown.get().some((one) => one.id === id)
    if (isThere && isAttended()) hideLater(id, 2000)
    else hide(id)
  }, millis)
}

/** Where a tap is all the pointing there is, it says nothing of where one looks later. */
function isAttended(): boolean {
  const at = matchMedia('(hover: hover)').matches ? ':is(:hover, :has(:focus-visible))' : ':has(:focus-visible)'
  return document.querySelector(`.${styles.region}${at}`) !== null
}

function hide(id: number): void {
  shown.set(shown.get().filter((one) => one.id !== id))
}

/** Where the toasts appear; once, in the app. The region is always there, so that screen readers announce what enters it. */
export function Toasts() {
  const toasts = shown.use()
  const { t } = useTranslation()
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {toasts.map(({ id, tone, sentence, action }) => (
        <div key={id} className={styles.toast} data-tone={tone}>
          <span className={styles.icon} aria-hidden>
            {tone === 'done' ? <IconCheck size={16} /> : <IconExclamationCircle size={16} />}
          </span>
          <p>{sentence}</p>
          {action && (
            <button
              type="button"
              className={styles.action}
              data-at-once
              onClick={() => {
                hide(id)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
          <IconButton label={t('kit:close')} icon={<IconX />} onClick={() => hide(id)} />
        </div>
      ))}
    </div>
  )
}
