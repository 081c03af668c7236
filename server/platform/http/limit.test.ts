import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { beforeEach, expect, test } from 'vitest'
import { countTries, createLimit, type Limit, visitorOf } from './limit.ts'

const said = { key: 'too-often', about: {}, text: 'Too often.' }
let http: FastifyInstance
let now: number

beforeEach(async () => {
  now = 0
  http = fastify()
  await countTries(http, () => new Date(now))
  return () => http.close()
})

/** As much of a request as a limit looks at. */
const by = (key: string) => ({ ip: key, routeOptions: {} }) as FastifyRequest

function limitOf(most: number, name = 'tries') {
  const limit: Limit = createLimit(http, { name, keyOf: ({ ip }) => ip, most, seconds: 600, said })
  return { count: (key: string) => limit.count(by(key)), forget: (key: string) => limit.forget(by(key)) }
}

test('so many tries in a window, each key for itself, then a wait that is named', async () => {
  const limit = limitOf(2)
  await limit.count('ann')
  now = 90_000
  await limit.count('ann')
  await expect(limit.count('ann')).rejects.toThrow('Too often. Try again in 9 minutes.')
  await expect(limit.count('bo')).resolves.toBeUndefined()
  limit.forget('ann')
  await expect(limit.count('ann')).resolves.toBeUndefined()
  now = 90_000 + 600_000 - 1000
  await limit.count('ann')
  await expect(limit.count('ann')).rejects.toThrow('Try again in a minute.')
  now += 1000
  await expect(limit.count('ann')).resolves.toBeUndefined()
})

test('two limits count apart, also for the same key', async () => {
  const [one, other] = [limitOf(1, 'one'), limitOf(1, 'other')]
  await one.count('ann')
  await expect(other.count('ann')).resolves.toBeUndefined()
  await expect(one.count('ann')).rejects.toThrow('Too often.')
})

test('memory has an end: whoever was counted first is forgotten first', async () => {
  const limit = limitOf(1)
  await limit.count('first')
  for (let nth = 1; nth < 50_000; nth += 1) await limit.count(`key ${nth}`)
  await expect(limit.count('first')).rejects.toThrow()
  await limit.count('one too many')
  await expect(limit.count('first')).resolves.toBeUndefined()
  await expect(limit.count('key 49999')).rejects.toThrow()
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:db8:1:2::6', '2001:db8:1:2::'],
  ['2001:db8::6', '2001:db8::'],
  ['::1', '::'],
])('%s counts as %s', (address, network) => {
  expect(visitorOf(by(address))).toBe(network)
})
