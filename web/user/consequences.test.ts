import { describe, expect, it } from 'vitest'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { compare } from './consequences.ts'

const ids = ['First', 'Second', 'Lapsed', 'Forklift']
const enrolled = (title: string, state: Enrollment['state']) =>
  ({ activity: { id: ids.indexOf(title), title }, state }) as Pick<Enrollment, 'activity' | 'state'>

describe('what a save did to enrollments', () => {
  it('tells what came, what is kept and what went', () => {
    const before = [enrolled('First', 'active'), enrolled('Second', 'active'), enrolled('Lapsed', 'withdrawn')]
    const after = [
      enrolled('First', 'kept'),
      enrolled('Second', 'withdrawn'),
      enrolled('Lapsed', 'active'),
      enrolled('Forklift', 'active'),
    ]
    expect(compare(before, after)).toEqual({ gained: ['Lapsed', 'Forklift'], kept: ['First'], left: ['Second'] })
  })
})
