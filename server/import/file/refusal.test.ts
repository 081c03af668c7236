import { describe, expect, it } from 'vitest'
import { largestFile } from '../contract.ts'
import { FileRefusal, limits, type RefusalCode, refusalCodes } from './index.ts'

describe('a refusal', () => {
  it.each(refusalCodes)('says in one sentence what to do about %s', (code: RefusalCode) => {
    const { message } = new FileRefusal(code)
    expect(message).toMatch(/^[A-Z][^.]*(\.[a-z][^.]*)*\.$/)
    expect(message.length).toBeLessThan(170)
  })

  it('names the limits as people write numbers', () => {
    expect(limits.fileBytes).toBe(largestFile)
    expect(new FileRefusal('too-many-rows').message).toContain('1,048,576 rows')
    expect(new FileRefusal('too-large').message).toContain(`${limits.fileBytes / 1_048_576} MB`)
  })
})
