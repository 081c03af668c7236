import { Menu } from '@mantine/core'
import { IconChevronRight, IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button.tsx'
import { useFormat } from './format.ts'
import styles from './PageHeader.module.css'
import { Bone } from './states.tsx'

export type Crumb = { label: string; to: string }
export type SecondaryAction = { label: string; icon?: ReactNode; run: () => void; danger?: boolean }

type PageHeaderProps = {
  /** Undefined while it is being loaded. */
  title: string | undefined
  breadcrumb?: readonly Crumb[]
  count?: number | undefined
  /** There are more than `count`, and nobody counted them: "10,000+". */
  isMore?: boolean | undefined
  /** State badges beside the title. */
  status?: ReactNode
  /** The one primary action, at the right. */
  action?: ReactNode
  /** Icon buttons left of the primary action, such as Upload. */
  toolbar?: ReactNode
  /** Everything else one can do here, in a menu. */
  more?: readonly SecondaryAction[]
  /** Not drawn, only announced: the page shows its title in another way. */
  quiet?: boolean
}

/**
 * The top of a page. Gives the document its title, and the focus to the h1 after navigation, so that a screen
 * reader says where one is.
 *
 *     <PageHeader title={t('user:users')} count={total} action={<Button look="primary">…</Button>} />
 */
export function PageHeader({
  title,
  breadcrumb = [],
  count,
  isMore = false,
  status,
  action,
  toolbar,
  more = [],
  quiet = false,
}: PageHeaderProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const heading = usePageTitle(title)
  return (
    <header className={styles.header} data-quiet={quiet || undefined}>
      {breadcrumb.length > 0 && (
        <nav aria-label={t('kit:breadcrumb')} className={styles.crumbs}>
          <ol>
            {breadcrumb.map(({ label, to }) => (
              <li key={to}>
                <Link to={to}>{label}</Link>
                <IconChevronRight size={12} aria-hidden />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className={styles.line}>
        <div className={styles.title}>
          <h1 ref={heading} tabIndex={-1} aria-label={title === undefined ? t('kit:loading') : undefined}>
            {title ?? <Bone width={180} height={20} />}
          </h1>
          {count !== undefined && <span className={styles.count}>{format.atLeast(count, isMore)}</span>}
          {status}
        </div>
        <div className={styles.actions}>
          {toolbar}
          {more.length > 0 && <MoreMenu actions={more} />}
          {action && (
            <div className={styles.primary} data-primary>
              {action}
            </div>
          )}
        </div>
      </div>
    </header>
  )
}

/** Secondary actions behind three dots. */
export function MoreMenu({ actions, label }: { actions: readonly SecondaryAction[]; label?: string }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <IconButton label={label ?? t('kit:more')} icon={<IconDots />} />
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label: word, icon, run, danger = false }) => (
          <Menu.Item key={word} leftSection={icon} onClick={run} data-danger={danger || undefined}>
            {word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

let pagesShown = 0

function usePageTitle(title: string | undefined) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // The browser itself announces the first page it loads; whoever opened something meanwhile writes in it; and so one does in
    // the field that a page begins with.
    const isElsewhere = document.activeElement?.closest('[role="dialog"], [data-autofocus]')
    if (pagesShown > 0 && !isElsewhere) heading.current?.focus({ preventScroll: true })
    pagesShown += 1
  }, [])
  useEffect(() => {
    if (title) document.title = `${title} · Muster`
  }, [title])
  return heading
}
