import { describe, expect, it } from 'vitest'
import type { Cause } from '../../server/enrollment/contract.ts'
import { begunBy, endingOf } from './ending.ts'

const cause = (kind: Cause['kind']): Cause => ({
  assignmentId: 1,
  kind,
  audience: null,
  through: null,
  since: null,
  by: null,
  heldSince: null,
})
const active = (...kinds: Cause['kind'][]) => ({
  state: 'active' as const,
  status: 'started' as const,
  causes: kinds.map(cause),
})

describe('ending by hand', () => {
  it('ends what people and imports did, and withdraws, started or not', () => {
    const { ends, remains, becomes } = endingOf(active('by-hand', 'by-manager', 'import'), 'administrator')
    expect(ends.map(({ kind }) => kind)).toEqual(['by-hand', 'by-manager', 'import'])
    expect(remains).toEqual([])
    expect(becomes).toBe('withdrawn')
  })

  it.each([
    ['hand', ['by-hand', 'by-manager']],
    ['import', ['import']],
    ['both', ['by-manager', 'import']],
  ] as const)('says how it was begun: %s', (how, kinds) => {
    expect(begunBy(kinds.map(cause))).toBe(how)
  })

  it('leaves what facts require', () => {
    const { remains, becomes } = endingOf(active('by-hand', 'team', 'qualification'), 'administrator')
    expect(remains.map(({ kind }) => kind)).toEqual(['team', 'qualification'])
    expect(becomes).toBe('active')
  })

  it('of a manager leaves what administrators did', () => {
    const { ends, remains } = endingOf(active('by-hand', 'by-manager'), 'learner')
    expect(ends.map(({ kind }) => kind)).toEqual(['by-manager'])
    expect(remains.map(({ kind }) => kind)).toEqual(['by-hand'])
  })

  it('keeps what was completed, and changes nothing where that is kept already', () => {
    expect(endingOf({ ...active('by-hand'), status: 'completed' }, 'administrator').becomes).toBe('kept')
    const kept = { ...active(), state: 'kept', status: 'completed' } as const
    expect(endingOf(kept, 'administrator').changesNothing).toBe(true)
    expect(endingOf({ ...kept, status: 'started' }, 'administrator')).toMatchObject({
      becomes: 'withdrawn',
      changesNothing: false,
    })
  })
})
