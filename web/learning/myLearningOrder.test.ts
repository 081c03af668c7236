import { describe, expect, it } from 'vitest'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { inOrder } from './myLearningOrder.ts'

const one = (
  title: string,
  state: Enrollment['state'],
  status: Enrollment['status'],
  completedOn: string | null = null,
) => ({
  title,
  state,
  status,
  completedOn,
})

describe('my learning', () => {
  it('puts first what the server does, and what is no longer required after what is', () => {
    const { next, then } = inOrder([
      one('Kept', 'kept', 'started'),
      one('Begun', 'active', 'started'),
      one('New', 'active', 'not-started'),
    ])
    expect(next?.title).toBe('Begun')
    expect(then.map(({ title }) => title)).toEqual(['New', 'Kept'])
  })

  it('does anew what has expired, shows the latest completion first, and nothing that was withdrawn', () => {
    const { next, then, done } = inOrder([
      one('Long ago', 'active', 'completed', '2020-02-01'),
      one('Gone', 'withdrawn', 'started'),
      one('Lately', 'kept', 'completed', '2026-02-01'),
      one('Run out', 'active', 'expired', '2019-02-01'),
    ])
    expect(next?.title).toBe('Run out')
    expect(then).toEqual([])
    expect(done.map(({ title }) => title)).toEqual(['Lately', 'Long ago'])
  })
})
