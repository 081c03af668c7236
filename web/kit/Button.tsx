import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import styles from './Button.module.css'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

export type ButtonProps = {
  children: ReactNode
  look?: Look
  icon?: ReactNode
  /** Shows a turning ring and refuses a second click. */
  busy?: boolean
} & Omit<ComponentProps<'button'>, 'children' | 'className'>

/**
 * A button. One `primary` on a page: what can be done now.
 *
 *     <Button look="primary" icon={<IconPlus />} busy={save.isPending} onClick={…}>{t('user:add')}</Button>
 */
export function Button({
  look = 'plain',
  icon,
  busy = false,
  disabled = false,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      {...rest}
      className={styles.button}
      data-look={look}
      data-busy={busy || undefined}
      disabled={disabled}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <span className={styles.ring} aria-hidden /> : icon && <Glyph>{icon}</Glyph>}
      <span>{children}</span>
    </button>
  )
}

/** A link that looks like a button: it goes to a page instead of doing something here. */
export function ButtonLink({
  to,
  look = 'plain',
  icon,
  children,
}: {
  to: string
  look?: Look
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <Link to={to} className={styles.button} data-look={look}>
      {icon && <Glyph>{icon}</Glyph>}
      <span>{children}</span>
    </Link>
  )
}

/** A link that looks like a button and opens another site, in a tab of its own. */
export function ButtonOut({
  look = 'plain',
  icon,
  children,
  ...rest
}: { href: string; look?: Look; icon?: ReactNode; children: ReactNode } & Omit<
  ComponentProps<'a'>,
  'children' | 'className' | 'target' | 'rel'
>) {
  return (
    <a target="_blank" rel="noopener noreferrer" className={styles.button} data-look={look} {...rest}>
      {icon && <Glyph>{icon}</Glyph>}
      <span>{children}</span>
    </a>
  )
}

type IconButtonProps = { label: string; icon: ReactNode; look?: Look } & Omit<
  ComponentProps<'button'>,
  'children' | 'className'
>

/**
 * A button that is only an icon. Its label is its accessible name and appears on hover and focus.
 *
 *     <IconButton label={t('user:upload')} icon={<IconUpload />} onClick={…} />
 */
export function IconButton({ label, icon, look = 'quiet', type = 'button', ...rest }: IconButtonProps) {
  return (
    <Tip label={label}>
      <button {...rest} type={type} aria-label={label} className={styles.iconButton} data-look={look}>
        <Glyph>{icon}</Glyph>
      </button>
    </Tip>
  )
}

/** An icon that leads to a page, such as the pencil of a row: there are many, so the browser itself says what they are. */
export function IconLink({ label, icon, to }: { label: string; icon: ReactNode; to: string }) {
  return (
    <Link to={to} aria-label={label} title={label} className={styles.iconButton} data-look="quiet">
      <Glyph>{icon}</Glyph>
    </Link>
  )
}

/** A link in running text. */
export function TextLink({ to, children }: { to: string; children: ReactNode }) {
  return <Link to={to}>{children}</Link>
}

/** A few words about what the pointer or the focus is on. */
export function Tip({ label, children }: { label: ReactNode; children: ComponentProps<typeof Tooltip>['children'] }) {
  return (
    <Tooltip
      label={label}
      openDelay={350}
      classNames={{ tooltip: styles.tip ?? '' }}
      events={{ hover: true, focus: true, touch: false }}
    >
      {children}
    </Tooltip>
  )
}

function Glyph({ children }: { children: ReactNode }) {
  return (
    <span className={styles.glyph} aria-hidden>
      {children}
    </span>
  )
}
