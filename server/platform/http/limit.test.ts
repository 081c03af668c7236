import { expect, test } from 'vitest'
import { createLimit, networkOf } from './limit.ts'

test('so many tries in a window, each key for itself, then a wait that is named', () => {
  let now = 0
  const limit = createLimit({ most: 2, seconds: 600, clock: () => new Date(now), sentence: 'Too often.' })
  limit.count('ann')
  now = 90_000
  limit.count('ann')
  expect(() => limit.count('ann')).toThrow('Too often. Try again in 9 minutes.')
  expect(() => limit.count('bo')).not.toThrow()
  limit.forget('ann')
  expect(() => limit.count('ann')).not.toThrow()
  now = 90_000 + 600_000 - 1000
  limit.count('ann')
  expect(() => limit.count('ann')).toThrow('Try again in a minute.')
  now += 1000
  expect(() => limit.count('ann')).not.toThrow()
})

test('memory has an end: whoever was counted first is forgotten first', () => {
  const limit = createLimit({ most: 1, seconds: 600, clock: () => new Date(0), sentence: 'Too often.' })
  limit.count('first')
  for (let nth = 1; nth < 50_000; nth += 1) limit.count(`key ${nth}`)
  expect(() => limit.count('first')).toThrow()
  limit.count('one too many')
  expect(() => limit.count('first')).not.toThrow()
  expect(() => limit.count('key 49999')).toThrow()
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
