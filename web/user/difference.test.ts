import { expect, test } from 'vitest'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { lacking } from './difference.ts'

const held = (id: number, state: Enrollment['state']) =>
  ({ activity: { id, title: `Activity ${id}`, type: 'exam' }, state }) as Pick<Enrollment, 'activity' | 'state'>

test('somebody lacks what the other has to do: what is kept or was withdrawn is lacking too, and what the other kept is not', () => {
  const theirs = [held(1, 'active'), held(2, 'active'), held(3, 'kept'), held(4, 'active'), held(5, 'withdrawn')]
  const own = [held(1, 'active'), held(2, 'kept'), held(4, 'withdrawn')]
  expect(lacking(theirs, own).map(({ activity }) => activity.id)).toEqual([2, 4])
  expect(lacking(own, theirs)).toEqual([])
})
