import { describe, expect, it, vi } from 'vitest'
import { addressesOf } from '../test/addresses.ts'
import { entryOf } from './kit/pages.ts'
import { isOneOf, type Person } from './kit/session.ts'
import { menu, pages, palette } from './rooms.ts'

// Whatever is searched for, one thing of each kind is found.
vi.mock('./kit/api.ts', () => {
  const few = [{ id: 7, name: 'Found', email: 'found@example.com' }]
  const units = { companies: few, departments: few, teams: few, functions: few, groups: few }
  return { call: async () => ({ items: few, users: few, activities: few, units, qualifications: few, rules: few }) }
})

const addresses = addressesOf(pages)
const ofOne = addresses.filter((address) => address.includes('$'))

const ann = { id: 1, name: 'Ann', email: 'ann@example.com', language: 'en' } as const
const people = [
  { who: 'an administrator', role: 'administrator', isManager: false },
  { who: 'an administrator who is a manager', role: 'administrator', isManager: true },
  { who: 'a manager', role: 'learner', isManager: true },
  { who: 'a learner', role: 'learner', isManager: false },
] as const

/** Whose an address is, by where it begins: one's own, a manager's, or the academy's. */
function mayOpen({ role, isManager }: Person, address: string): boolean {
  if (address.startsWith('/my-')) return true
  return address.startsWith('/team') ? isManager : role === 'administrator'
}

describe.each(people)('$who', ({ role, isManager }) => {
  const person: Person = { ...ann, role, isManager }
  const offered = [...menu, ...palette.places, ...palette.acts].filter(({ seenBy }) => isOneOf(seenBy, person))
  const goesTo = offered.map(({ to }) => to.replace(/\?.*/, ''))

  it('reaches every page that they may open by the palette', () => {
    const asked = addresses.filter((address) => !address.includes('$') && mayOpen(person, address))
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.filter((address) => !goesTo.includes(address))).toEqual([])
  })

  it('is offered none that they may not, and none that is not there', () => {
    expect(goesTo.filter((to) => !mayOpen(person, to))).toEqual([])
    const known = addresses.map((address) => new RegExp(`^${address.replace(/\$\w+/g, '[^/]+')}$`))
    expect(goesTo.filter((to) => !known.some((one) => one.test(to)))).toEqual([])
  })

  it('is shown every page that they may open and no other, at any address', () => {
    const shown = addresses.filter((address) => isOneOf(entryOf(menu, address)?.seenBy ?? 'everyone', person))
    expect(shown).toEqual(addresses.filter((address) => mayOpen(person, address)))
  })

  it('finds the page of whatever has a name', async () => {
    const finders = palette.finders.filter(({ seenBy }) => isOneOf(seenBy, person))
    const found = await Promise.all(finders.map(({ find }) => find('fou', new AbortController().signal)))
    const to = found.flat().flatMap(({ entries }) => entries.map((entry) => entry.to))
    // An act has no name, and is found in the history; of units one kind stands for all; tabs are a step from there.
    const first = ofOne.filter((address) => /\$\w+Id$/.test(address) && !address.startsWith('/history'))
    const missing = first
      .filter((address) => mayOpen(person, address))
      .filter((address) => !to.some((one) => new RegExp(`^${address.replace(/\$\w+/g, '[^/]+')}$`).test(one)))
    expect(missing).toEqual([])
    expect(to.filter((one) => !mayOpen(person, one))).toEqual([])
  })
})
