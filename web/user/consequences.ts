import type { TFunction } from 'i18next'
import { type Enrollment, listUserEnrollments } from '../../server/enrollment/contract.ts'
import { call } from '../kit/api.ts'

type Standing = Pick<Enrollment, 'activity' | 'state'>

/** What a save did to someone's enrollments. */
export type Consequences = { gained: string[]; kept: string[]; left: string[] }

/** Does something to a user, and tells from the enrollments before and after what followed. */
export async function withConsequences<Result>(
  userId: number,
  act: () => Promise<Result>,
): Promise<{ result: Result; followed: Consequences }> {
  const read = async () => (await call(listUserEnrollments, { params: { userId } })).items
  const before = await read()
  const result = await act()
  return { result, followed: compare(before, await read()) }
}

export function compare(before: readonly Standing[], after: readonly Standing[]): Consequences {
  const was = new Map(before.map(({ activity, state }) => [activity.id, state]))
  const titles = (of: (was: Enrollment['state'] | undefined, is: Enrollment['state']) => boolean) =>
    after.filter(({ activity, state }) => of(was.get(activity.id), state)).map(({ activity }) => activity.title)
  return {
    gained: titles((then, now) => now === 'active' && then !== 'active'),
    kept: titles((then, now) => now === 'kept' && then === 'active'),
    left: titles((then, now) => now === 'withdrawn' && (then === 'active' || then === 'kept')),
  }
}

/** "Ann is enrolled in 3 more learning activities." Where nothing followed, that it is saved. */
export function consequencesSentence(t: TFunction, name: string, { gained, kept, left }: Consequences): string {
  const told = [
    gained.length > 0 && t('user:followed.gained', { name, count: gained.length, title: gained[0] }),
    left.length > 0 && t('user:followed.left', { name, count: left.length, title: left[0] }),
    kept.length > 0 && t('user:followed.kept', { name, count: kept.length, title: kept[0] }),
  ].filter((sentence) => sentence !== false)
  return told.length > 0 ? told.join(' ') : t('user:saved')
}
