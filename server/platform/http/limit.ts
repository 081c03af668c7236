import { isIPv6 } from 'node:net'
import type { Clock } from '../clock.ts'
import { TooMany } from './edge.ts'

export type Limit = {
  /** Counts one try for the key; throws a problem that says when to come back if there were too many. */
  count(key: string): void
  forget(key: string): void
}

const mostKeys = 50_000

/**
 * At most so many tries for one key in a window of time. Kept in this process: several servers each count their own,
 * which multiplies the limit by their number and no more.
 */
export function createLimit(input: { most: number; seconds: number; clock: Clock; sentence: string }): Limit {
  const { most, seconds, clock, sentence } = input
  const windows = new Map<string, { ends: number; tries: number }>()
  return {
    count(key) {
      const now = clock().getTime()
      const window = windows.get(key)
      if (!window || window.ends <= now) {
        // The oldest goes when memory would grow without end; a map remembers its order.
        if (windows.size >= mostKeys) windows.delete(windows.keys().next().value ?? '')
        windows.delete(key)
        windows.set(key, { ends: now + seconds * 1000, tries: 1 })
        return
      }
      window.tries += 1
      if (window.tries <= most) return
      const wait = Math.ceil((window.ends - now) / 1000)
      throw new TooMany(`${sentence} Try again in ${inMinutes(wait)}.`, wait)
    },
    forget: (key) => void windows.delete(key),
  }
}

function inMinutes(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}

/** Whom to count as one visitor: whoever has one IPv6 address has the 2^64 around it. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return groups.slice(0, 4).join(':')
}
