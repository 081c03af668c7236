import { Drawer } from '@mantine/core'
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconMenu2,
  IconSearch,
  IconX,
} from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton, Tip } from './Button.tsx'
import styles from './Frame.module.css'
import { Mark } from './Mark.tsx'
import { Palette } from './Palette.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import type { MenuEntry } from './pages.ts'
import { type PaletteContents, palette } from './palette.ts'
import { isOneOf, useSession } from './session.ts'

type FrameProps = {
  menu: readonly MenuEntry[]
  /** What is running in the background, above the person at the foot of the menu. */
  running?: ReactNode
  palette: PaletteContents
  over?: ReactNode
}

/** The frame of every page behind the sign-in: the menu on the left, a drawer on a phone, the page beside it. */
export function Frame({ menu, running, palette: contents, over }: FrameProps) {
  const { t } = useTranslation()
  const phone = useMediaQuery('(max-width: 820px)', undefined, { getInitialValueInEffect: false })
  const [narrow, setNarrow] = useLocalStorage({
    key: 'muster-menu-narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const collapsed = narrow && !phone

  return (
    <div className={styles.frame} data-collapsed={collapsed || undefined}>
      <a href="#main" className={styles.skip}>
        {t('kit:skip')}
      </a>
      {phone ? (
        <PhoneBar menu={menu} running={running} />
      ) : (
        <aside className={styles.side}>
          <div className={styles.top}>
            <Academy word={!collapsed} />
            <IconButton
              label={collapsed ? t('kit:menu.expand') : t('kit:menu.collapse')}
              icon={collapsed ? <IconLayoutSidebarLeftExpand /> : <IconLayoutSidebarLeftCollapse />}
              aria-expanded={!collapsed}
              onClick={() => setNarrow(!narrow)}
            />
          </div>
          <OpenPalette collapsed={collapsed} />
          <Entries menu={menu} collapsed={collapsed} />
          <div className={styles.foot}>
            {running}
            <PersonMenu collapsed={collapsed} />
          </div>
        </aside>
      )}
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Palette menu={menu} {...contents} />
      {over}
    </div>
  )
}

function OpenPalette({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation()
  if (collapsed) return <IconButton label={t('kit:palette.name')} icon={<IconSearch />} onClick={palette.open} />
  return (
    <button type="button" className={styles.search} onClick={palette.open} aria-keyshortcuts="Control+K">
      <IconSearch size={16} stroke={1.7} aria-hidden />
      <span>{t('kit:palette.name')}</span>
      <kbd aria-hidden>{t('kit:palette.shortcut')}</kbd>
    </button>
  )
}

function Academy({ word }: { word: boolean }) {
  const { academy } = useSession()
  return (
    <Link to="/" className={styles.academy} aria-label={`Muster, ${academy.name}`}>
      <Mark word={false} />
      {word && (
        <span className={styles.names}>
          <span>Muster</span>
          <span>{academy.name}</span>
        </span>
      )}
    </Link>
  )
}

function Entries({ menu, collapsed }: { menu: readonly MenuEntry[]; collapsed: boolean }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const groups = (['mine', 'academy'] as const).map((group) =>
    menu.filter((entry) => entry.group === group && isOneOf(entry.seenBy, person)),
  )
  return (
    <nav aria-label={t('kit:menu.name')} className={styles.entries}>
      {groups
        .filter((entries) => entries.length > 0)
        .map((entries) => (
          <ul key={entries[0]?.group}>
            {entries.map((entry) => (
              <li key={entry.to}>
                <Entry entry={entry} collapsed={collapsed} />
              </li>
            ))}
          </ul>
        ))}
    </nav>
  )
}

function Entry({ entry: { label, icon: Icon, to }, collapsed }: { entry: MenuEntry; collapsed: boolean }) {
  const { t } = useTranslation()
  const link = (
    <Link
      to={to}
      className={styles.entry}
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ includeSearch: false }}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={styles.word}>{t(label)}</span>
    </Link>
  )
  return collapsed ? <Tip label={t(label)}>{link}</Tip> : link
}

function PhoneBar({ menu, running }: Pick<FrameProps, 'menu' | 'running'>) {
  const { t } = useTranslation()
  const [open, { open: show, close }] = useDisclosure(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving somewhere closes the drawer.
  useEffect(close, [path])
  return (
    <header className={styles.phoneBar}>
      <IconButton label={t('kit:menu.open')} icon={<IconMenu2 />} aria-expanded={open} onClick={show} />
      <Mark />
      <span className={styles.phoneSearch}>
        <IconButton label={t('kit:palette.name')} icon={<IconSearch />} onClick={palette.open} />
      </span>
      <Drawer.Root
        opened={open}
        onClose={close}
        position="left"
        size={280}
        transitionProps={{ duration: 120 }}
        classNames={{ content: styles.drawer ?? '', overlay: styles.veil ?? '' }}
      >
        <Drawer.Overlay backgroundOpacity={0} />
        <Drawer.Content aria-label={t('kit:menu.name')}>
          <div className={styles.top}>
            <Academy word />
            <IconButton label={t('kit:close')} icon={<IconX />} onClick={close} />
          </div>
          <Entries menu={menu} collapsed={false} />
          <div className={styles.foot}>
            {running}
            <PersonMenu collapsed={false} />
          </div>
        </Drawer.Content>
      </Drawer.Root>
    </header>
  )
}
