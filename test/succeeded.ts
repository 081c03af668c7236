import type { Change } from '../server/change.ts'
import { ids } from './acts/choose.ts'
import { chosenQualifications } from './acts/learning.ts'
import type { Step } from './acts.ts'
import { expectSame } from './invariants.ts'
import { thing, type World } from './world.ts'

const audience = (kind: number, id: number) => kind * 2 ** 27 + id
const [firstList, holders] = [12, 15]

/** A qualification that took the place of another left the facts as it promises, by the plainest loops over those before it. */
export async function expectSucceeded(tx: Change, step: Step, { before, after }: Record<'before' | 'after', World>) {
  if (step.act !== 'succeedQualification') return
  const isArchived = (id: number) => before.archived.has(thing('qualifications', id))
  const all = (await ids(tx, 'qualifications')).map((id) => ({ id, archived: isArchived(id) }))
  const { id, byId, merges } = chosenQualifications(all, step)
  const isRefused = id === byId || isArchived(id) || isArchived(byId)
  const expected = isRefused ? before : succeeded(before, { id, byId, merges })
  expectSame('who belongs where:', setOf(belonging(after)), setOf(belonging(expected)))
  expectSame('what leads where:', setOf(leading(after)), setOf(leading(expected)))
  expectSame('what is in what:', setOf(containing(after)), setOf(containing(expected)))
  expectSame('what is archived:', setOf(after.archived), setOf(expected.archived))
}

function succeeded(before: World, { id, byId, merges }: { id: number; byId: number; merges: boolean }): World {
  const isThere = (audienceId: number) =>
    before.assignments.some((one) => one.audienceId === audienceId && one.targetId === byId)
  const isHeld = (userId: number) =>
    before.memberships.some((one) => one.userId === userId && one.audienceId === audience(holders, byId))
  const isIn = (activityId: number) =>
    before.contents.some((one) => one.targetId === byId && one.activityId === activityId)
  return {
    ...before,
    memberships: before.memberships.flatMap((one) => {
      if (one.audienceId !== audience(holders, id)) return [one]
      return isHeld(one.userId) ? [] : [{ ...one, audienceId: audience(holders, byId) }]
    }),
    assignments: before.assignments.flatMap((one) => {
      if (one.targetId !== id || one.audienceId >= audience(firstList, 0)) return [one]
      return isThere(one.audienceId) ? [] : [{ ...one, targetId: byId }]
    }),
    contents: before.contents.flatMap((one) => {
      if (!merges || one.targetId !== id || isIn(one.activityId)) return [one]
      return [one, { ...one, targetId: byId }]
    }),
    archived: merges ? new Set([...before.archived, thing('qualifications', id)]) : before.archived,
  }
}

const belonging = ({ memberships }: World) => memberships.map(({ userId, audienceId }) => `${userId} in ${audienceId}`)

/** Assignments that are made anew have other numbers. */
const leading = ({ assignments }: World) =>
  assignments.map(({ audienceId, targetId, onLeaving }) => `${audienceId} to ${targetId} (${onLeaving})`)

const containing = ({ contents }: World) => contents.map(({ targetId, activityId }) => `${activityId} in ${targetId}`)

/** How often each is there. */
function setOf(all: Iterable<string>): Map<string, number> {
  return new Map([...Map.groupBy(all, (one) => one)].map(([one, { length }]) => [one, length]))
}
