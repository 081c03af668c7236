import { describe, expect, it } from 'vitest'
import type { Cause, Enrollment } from '../../server/enrollment/contract.ts'
import { farAlong } from './farAlong.ts'

const bhv = { id: 7, name: 'BHV' }
const cause = (given: Partial<Cause>): Cause => ({
  assignmentId: 1,
  kind: 'team',
  audience: { id: 3, name: 'First aiders' },
  through: null,
  since: null,
  by: null,
  heldSince: null,
  ...given,
})
const enrolled = (status: Enrollment['status'], ...causes: Cause[]) => ({ status, causes })

describe('how far along somebody is with a qualification', () => {
  it('counts what it leads to, given directly or through a team, and what of that is completed', () => {
    const directly = cause({ kind: 'qualification', audience: bhv })
    const throughTeam = cause({ through: bhv })
    const enrollments = [
      enrolled('completed', directly),
      enrolled('expired', throughTeam, directly),
      enrolled('completed', cause({})),
      enrolled('completed', cause({ audience: bhv })),
    ]
    expect(farAlong(enrollments, bhv.id)).toEqual({ done: 1, of: 2 })
    expect(farAlong(enrollments, 8)).toEqual({ done: 0, of: 0 })
  })
})
