import type { ComponentType } from 'react'
import type { Who } from './session.ts'
import { shared } from './shared.ts'

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>

/** Something one can go to from the palette. */
export type PaletteEntry = { id: string; title: string; detail?: string | undefined; icon?: Icon; to: string }

/**
 * Something one often does, or a page that is no entry of the menu, as its room declares it. The label is a translation key;
 * `to` opens where it is done.
 */
export type PaletteAct = { label: string; icon: Icon; to: string; seenBy: Who }

/** What was found of one kind. The label is a translation key. */
export type PaletteGroup = { label: string; entries: readonly PaletteEntry[] }

/** Finds things for the palette, with one question to the server. */
export type Finder = {
  seenBy: Who
  find: (term: string, signal: AbortSignal) => Promise<PaletteGroup[]>
}

export type PaletteContents = {
  acts: readonly PaletteAct[]
  /** Found beside those of the menu, once something is typed. */
  places: readonly PaletteAct[]
  finders: readonly Finder[]
}

const isOpen = shared(false)

/** Whether the palette is open, from wherever it is opened. */
export const palette = {
  open: () => isOpen.set(true),
  close: () => isOpen.set(false),
  toggle: () => isOpen.set(!isOpen.get()),
  useIsOpen: isOpen.use,
}

/** Every word of what was typed stands somewhere in the title. */
export function matchesWords(title: string, term: string): boolean {
  const lower = title.toLocaleLowerCase()
  return term
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/** Whether it is called as was typed, and not only has that in its title. */
export function isCalled({ title }: PaletteEntry, term: string): boolean {
  return term !== '' && title.toLocaleLowerCase() === term.toLocaleLowerCase()
}

/** What is called exactly as was typed comes first: among its kind, and its kind before the others. Of each so many are shown. */
export function calledFirst(groups: readonly PaletteGroup[], term: string, most: number): PaletteGroup[] {
  const called = (entry: PaletteEntry | undefined) => Number(entry !== undefined && isCalled(entry, term))
  return groups
    .map(({ label, entries }) => ({
      label,
      entries: entries.toSorted((one, other) => called(other) - called(one)).slice(0, most),
    }))
    .toSorted((one, other) => called(other.entries[0]) - called(one.entries[0]))
}
