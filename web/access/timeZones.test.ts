import { describe, expect, it } from 'vitest'
import { ownAddress } from './signingIn.ts'
import { timeZoneChoices } from './timeZones.ts'

describe('the time zones to choose from', () => {
  const winter = new Date('2026-01-15T12:00:00Z')

  it('are named by their place, with the offset of the day', () => {
    const found = timeZoneChoices('Europe/Amsterdam', winter).find(({ value }) => value === 'America/New_York')
    expect(found?.label).toBe('America/New York (UTC-5)')
  })

  it('hold what is set, even where the browser lists it under another name', () => {
    const values = timeZoneChoices('Etc/UTC', winter).map(({ value }) => value)
    expect(values).toContain('Etc/UTC')
    expect(values).toContain('UTC')
  })
})

describe('the address to go to after signing in', () => {
  it('is one of our own', () => {
    expect(ownAddress('/users?search=ann')).toBe('/users?search=ann')
  })

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example'])('is never %s', (next) => {
    expect(ownAddress(next)).toBe('/')
  })
})
