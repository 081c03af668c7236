import { Drawer } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from './Confirm.tsx'
import { drawnDialog, drawnVeil, takeFocus, useDialog } from './dialogs.ts'
import { standsAtFoot } from './foot.ts'
import { leaveQuestion, useUnsavedGuard } from './guard.ts'
import styles from './Sheet.module.css'

type SheetProps = {
  open: boolean
  onClose: () => void
  title: string
  /** A sentence below the title: for whom, or where. */
  subtitle?: ReactNode
  /** Stays at the foot while the content scrolls: the buttons. */
  footer?: ReactNode
  /** Whether something was filled in that is not saved: closing the sheet asks first, and so does leaving the page. */
  unsaved?: RefObject<boolean>
  width?: number
  children: ReactNode
}

/**
 * A sheet at the right that keeps the page visible. Traps the focus, closes with Esc, gives the focus back.
 *
 *     <Sheet open={open} onClose={close} title={t('user:new')} unsaved={form.guarded} footer={<FormButtons …/>}>…</Sheet>
 */
export function Sheet({ open, onClose, title, subtitle, footer, unsaved, width = 520, children }: SheetProps) {
  const { t } = useTranslation()
  useUnsavedGuard(open ? unsaved : undefined)
  useClosingWithPage(() => {
    if (!open) return
    if (unsaved) unsaved.current = false
    onClose()
  })
  const leave = async () => {
    if (unsaved?.current) {
      if (!(await confirm(leaveQuestion(t)))) return
      unsaved.current = false
    }
    onClose()
  }
  useDialog(open, () => void leave())
  return (
    <Drawer.Root
      opened={open}
      onClose={leave}
      position="right"
      size={width}
      transitionProps={{ duration: 130 }}
      zIndex={200}
      {...drawnDialog}
      classNames={{ content: styles.sheet ?? '', overlay: styles.veil ?? '' }}
    >
      <Drawer.Overlay {...drawnVeil} />
      <Drawer.Content ref={takeFocus} data-open={open || undefined}>
        <div className={styles.header}>
          <div>
            <Drawer.Title className={styles.title ?? ''}>{title}</Drawer.Title>
            {subtitle && <p className={styles.subtitle}>{subtitle}</p>}
          </div>
          <button type="button" className={styles.close} aria-label={t('kit:close')} onClick={leave}>
            <IconX size={18} stroke={1.7} aria-hidden />
          </button>
        </div>
        <div className={styles.body}>{children}</div>
        {footer && (
          <div className={styles.footer} ref={standsAtFoot}>
            {footer}
          </div>
        )}
      </Drawer.Content>
    </Drawer.Root>
  )
}

/** Whoever goes to another tab of the page below has left what is open over it. */
function useClosingWithPage(close: () => void) {
  const pathname = useLocation({ select: (location) => location.pathname })
  const latest = useRef(close)
  latest.current = close
  const opened = useRef(pathname)
  useEffect(() => {
    if (opened.current !== pathname) latest.current()
    opened.current = pathname
  }, [pathname])
}
