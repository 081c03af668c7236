import { IconCheck, IconExclamationCircle, IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button.tsx'
import { sentenceOf } from './sentenceOf.ts'
import styles from './toast.module.css'

type Toast = { id: number; tone: 'done' | 'problem'; sentence: string; action?: ToastAction | undefined }
export type ToastAction = { label: string; run: () => void }

let shown: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/**
 * A short message at the foot of the screen.
 *
 *     toast.done(t('enrollment:added', { count }), { label: t('kit:undo'), run: undo })
 *     toast.problem(fault)
 */
export const toast = {
  done: (sentence: string, action?: ToastAction) => show({ tone: 'done', sentence, action }, action ? 10_000 : 5_000),
  problem: (fault: unknown) => show({ tone: 'problem', sentence: sentenceOf(fault) }, 12_000),
}

function show(one: Omit<Toast, 'id'>, forMillis: number): void {
  lastId += 1
  const id = lastId
  change([...shown.slice(-2), { ...one, id }])
  setTimeout(() => hide(id), forMillis)
}

function hide(id: number): void {
  change(shown.filter((one) => one.id !== id))
}

function change(next: readonly Toast[]): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the toasts appear; once, in the app. The region is always there, so that screen readers announce what enters it. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown)
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
