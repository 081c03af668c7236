import { describe, expect, it } from 'vitest'
import { judgeFile } from '../../../test/files/judge.ts'

/** More of them: npm run fuzz -- --files. */
const seeds = 400

describe('a file that was fine until something happened to it', () => {
  it('is read or refused, whatever happened', { timeout: 120_000 }, async () => {
    const ends = new Set<string>()
    for (let seed = 1; seed <= seeds; seed++) {
      try {
        ends.add(await judgeFile(seed, 'here'))
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
    expect(ends).toContain('read')
    expect(ends).toContain('damaged')
  })
})
