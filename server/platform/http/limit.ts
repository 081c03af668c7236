import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor, normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { type Said, sentence } from '../sentence.ts'
import { TooMany } from './edge.ts'

declare module 'fastify' {
  interface FastifyInstance {
    tries: Tries
  }
}

export type Limit = {
  /** Counts one try; throws a problem that says when to come back if there were too many. */
  count(request: FastifyRequest): Promise<void>
  forget(request: FastifyRequest): void
}

/** At most so many tries in a window of time for whatever `keyOf` says of the request. Each `name` counts for itself. */
export function createLimit(
  http: FastifyInstance,
  input: { name: string; keyOf: (request: FastifyRequest) => string; most: number; seconds: number; said: Said },
): Limit {
  const { name, most, seconds, said } = input
  const keyGenerator = (request: FastifyRequest) => `${name} ${input.keyOf(request)}`
  const count = http.createRateLimit({ max: most, timeWindow: seconds * 1000, keyGenerator })
  return {
    async count(request) {
      const counted = await count(request)
      if (counted.isAllowed || !counted.isExceeded) return
      const wait = counted.ttlInSeconds
      throw new TooMany([said, tryAgain(wait)], wait)
    },
    forget: (request) => http.tries.forget(keyGenerator(request)),
  }
}

/** Whom to count as one visitor: whoever has one IPv6 address has the 2^64 around it. */
export function visitorOf(request: FastifyRequest): string {
  return normalizeIP(request.ip)
}

function tryAgain(seconds: number): Said {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? inAMinute() : inMinutes({ minutes })
}

const inAMinute = sentence('request.in-a-minute', 'Try again in a minute.')
const inMinutes = sentence('request.in-minutes', 'Try again in {{minutes}} minutes.')

/** Makes limits possible, and limits nothing yet. */
export async function countTries(http: FastifyInstance, clock: Clock): Promise<void> {
  const tries = createTries(clock)
  http.decorate('tries', tries)
  const store = function store() {
    return tries
  } as unknown as FastifyRateLimitStoreCtor
  await http.register(rateLimit, { global: false, store })
}

type Tries = FastifyRateLimitStore & { forget(key: string): void }

const mostKeys = 50_000

/**
 * Where tries are counted: the library's own store cannot forget a key and reads the time of day itself. Kept in this
 * process: several servers each count their own, which multiplies a limit by their number and no more.
 */
function createTries(clock: Clock): Tries {
  const windows = new Map<string, { ends: number; tries: number }>()
  const tries: Tries = {
    incr(key, done, length) {
      const now = clock().getTime()
      const found = windows.get(key)
      const window = found && found.ends > now ? found : { ends: now + length, tries: 0 }
      if (window !== found) {
        // The oldest goes when memory would grow without end; a map remembers its order.
        if (windows.size >= mostKeys) windows.delete(windows.keys().next().value ?? '')
        windows.delete(key)
        windows.set(key, window)
      }
      window.tries += 1
      done(null, { current: window.tries, ttl: window.ends - now })
    },
    forget: (key) => void windows.delete(key),
    child: () => tries,
  }
  return tries
}
