import type { z } from 'zod'
import * as assignments from '../server/enrollment/assignment/contract.ts'
import { explain } from '../server/explanation/contract.ts'
import * as rule from '../server/rule/contract.ts'
import type { Client } from './client.ts'
import { ada, idOf, story, type Who } from './served/anew.ts'

/** Why somebody is in an activity, or not; as ada is told, or somebody else. */
export const why = (who: Who, activityId: number, client: Client = ada) =>
  client.call(explain, { params: { userId: idOf(who), activityId } })

/** Links the night shift, in which Ann and Daan are. */
export async function assignToTeam(targetId: number): Promise<number> {
  const params = { unit: 'teams' as const, unitId: story.teams.nightShift }
  const { items } = await ada.call(assignments.editAssignments, { params, body: { add: [{ targetId }] } })
  return items.find(({ target }) => target.id === targetId)?.id ?? 0
}

type NewRule = Partial<z.input<typeof rule.createRule.body>>

/** Who is in the night shift and speaks Dutch: Ann and Daan. It leads to *Forklift basics*, unless something else is said. */
export async function createRule(given: NewRule = {}): Promise<number> {
  const criteria = [
    { kind: 'team' as const, ids: [story.teams.nightShift] },
    { kind: 'language' as const, codes: ['nl' as const] },
  ]
  const body = { name: 'Forklift NL', state: 'active' as const, criteria, targetIds: [story.activities.forklift] }
  const created = await ada.call(rule.createRule, { body: { ...body, ...given } })
  return created.rule.id
}

export const editRule = (ruleId: number, body: z.input<typeof rule.editRule.body>) =>
  ada.call(rule.editRule, { params: { ruleId }, body })

export const ruleCause = { kind: 'rule', audience: { name: 'Forklift NL' } }
