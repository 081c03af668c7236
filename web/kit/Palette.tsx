import { Modal } from '@mantine/core'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawnDialog, drawnVeil, useDialog } from './dialogs.ts'
import { focusOnce } from './focusOnce.ts'
import styles from './Palette.module.css'
import type { MenuEntry } from './pages.ts'
import {
  calledFirst,
  isCalled,
  matchesWords,
  type PaletteContents,
  type PaletteEntry,
  type PaletteGroup,
  palette,
} from './palette.ts'
import { isOneOf, useSession } from './session.ts'
import { longestSearch } from './url.ts'
import { useOwed } from './useOwed.ts'
import { useSettled } from './useSettled.ts'

type PaletteProps = PaletteContents & { menu: readonly MenuEntry[] }

/** Ctrl-K: goes to every page, person and thing, and does what one does most. */
export function Palette(props: PaletteProps) {
  const isOpen = palette.useIsOpen()
  useDialog(isOpen, palette.close)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      palette.toggle()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return isOpen ? <OpenPalette {...props} /> : null
}

function OpenPalette(props: PaletteProps) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [term, setTerm] = useState('')
  const [active, setActive] = useState(0)
  const { groups, isOwn, isSearching } = useGroups(props, term.trim())
  const entries = groups.flatMap((group) => group.entries)
  const list = useId()
  const first = entries[0]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: other entries begin at their first.
  useEffect(() => setActive(0), [first, entries.length])

  const follow = ({ to }: PaletteEntry) => {
    palette.close()
    void go({ to })
  }
  const enter = useOwed(term, !isSearching, () => entries[0] && follow(entries[0]))
  /** What is still being found may come before what is not called as was typed, unless somebody moved on to that. */
  const isToCome = (entry: PaletteEntry | undefined) =>
    isSearching && !(entry && isOwn(entry) && (active > 0 || isCalled(entry, term.trim())))
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const entry = entries[active]
    if (step !== undefined && entries.length > 0) {
      const next = (active + step + entries.length) % entries.length
      setActive(next)
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && isToCome(entry)) enter.owe()
    else if (event.key === 'Enter' && entry) follow(entry)
    else return
    event.preventDefault()
  }

  return (
    <Modal.Root
      opened
      onClose={palette.close}
      size={600}
      yOffset="12vh"
      zIndex={500}
      {...drawnDialog}
      classNames={{ content: styles.content ?? '', overlay: styles.veil ?? '', body: styles.body ?? '' }}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay {...drawnVeil} />
      <Modal.Content aria-label={t('kit:palette.name')} data-open>
        <div className={styles.search}>
          <IconSearch size={18} stroke={1.7} aria-hidden />
          <input
            type="text"
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={entries[active] && `${list}-${active}`}
            aria-label={t('kit:palette.name')}
            placeholder={t('kit:palette.hint')}
            autoComplete="off"
            spellCheck={false}
            maxLength={longestSearch}
            value={term}
            onChange={(event) => setTerm(event.target.value)}
            onKeyDown={onKey}
            ref={focusOnce}
            data-autofocus
          />
        </div>
        <div
          id={list}
          role="listbox"
          aria-label={t('kit:palette.name')}
          aria-busy={isSearching}
          className={styles.list}
        >
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: options of one listbox are grouped by a role, not by a fieldset.
            <div key={group.label} role="group" aria-label={group.label}>
              <p className={styles.label} aria-hidden>
                {group.label}
              </p>
              {group.entries.map((entry) => {
                const place = entries.indexOf(entry)
                return (
                  <Entry
                    key={entry.id}
                    id={`${list}-${place}`}
                    entry={entry}
                    active={place === active}
                    onPoint={() => setActive(place)}
                    onChoose={() => follow(entry)}
                  />
                )
              })}
            </div>
          ))}
        </div>
        {entries.length === 0 && !isSearching && (
          <p className={styles.nothing} role="status">
            {t('kit:picker.nothing', { term: term.trim() })}
          </p>
        )}
        <p className={styles.keys} aria-hidden>
          {t('kit:palette.keys')}
        </p>
      </Modal.Content>
    </Modal.Root>
  )
}

type EntryProps = { id: string; entry: PaletteEntry; active: boolean; onPoint: () => void; onChoose: () => void }

function Entry({ id, entry: { title, detail, icon: Icon = IconArrowRight }, active, onPoint, onChoose }: EntryProps) {
  return (
    // The keyboard stays in the field, which names the active option.
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="option"
      aria-selected={active}
      data-active={active || undefined}
      className={styles.entry}
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      <Icon size={18} stroke={1.6} />
      <span className={styles.title}>{title}</span>
      {detail && <span className={styles.detail}>{detail}</span>}
    </div>
  )
}

/** How many of a kind are shown. */
const mostOfAKind = 6

/** What can be gone to: without a term the acts and pages, with one what matches, found things below. */
function useGroups({ menu, acts, places, finders }: PaletteProps, term: string) {
  const { t } = useTranslation()
  const { person } = useSession()
  const settled = useSettled(term, 120)
  const allowed = finders.filter(({ seenBy }) => isOneOf(seenBy, person))
  const found = useQuery({
    queryKey: ['palette', settled],
    queryFn: ({ signal }) => Promise.all(allowed.map(({ find }) => find(settled, signal))),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  const pick = (kind: string, all: ReadonlyArray<Pick<MenuEntry, 'label' | 'icon' | 'to' | 'seenBy'>>) =>
    all
      .filter(({ seenBy, label }) => isOneOf(seenBy, person) && matchesWords(t(label), term))
      .map(({ label, icon, to }) => ({ id: `${kind} ${to}`, title: t(label), icon, to }))
  const things =
    term === ''
      ? []
      : calledFirst((found.data ?? []).flat(), term, mostOfAKind).map(({ label, entries }) => ({
          label: t(label),
          entries,
        }))
  const own: PaletteGroup[] = [
    { label: t('kit:palette.acts'), entries: pick('act', acts) },
    { label: t('kit:palette.pages'), entries: pick('page', term === '' ? menu : [...menu, ...places]) },
  ]
  return {
    groups: calledFirst([...own, ...things], term, Infinity).filter(({ entries }) => entries.length > 0),
    /** Whether it is known without asking: it always fits what is typed. */
    isOwn: (entry: PaletteEntry) => own.some(({ entries }) => entries.includes(entry)),
    isSearching: term !== '' && (found.isFetching || settled !== term),
  }
}
