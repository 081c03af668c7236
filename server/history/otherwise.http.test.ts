import { describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, idOf, story } from '../../test/served/once.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as organization from '../organization/contract.ts'
import * as rules from '../rule/contract.ts'
import * as contract from './contract.ts'

describe('an act that only followed for somebody', () => {
  test('is told them by what it was about, and whoever may not see everybody is not told of other people', async () => {
    const { conduct } = story.activities
    const params = { unit: 'teams' as const, unitId: story.teams.worksCouncil }
    const worksCouncil = { kind: 'team', name: 'Works council' }
    const latestOf = async (client: Client) => {
      const { items } = await client.call(contract.listUserHistory, { params: { userId: idOf('femke') } })
      return items[0]?.batch
    }
    await ada.call(organization.teams.addMembers, {
      params: { unitId: story.teams.worksCouncil },
      body: { userIds: [idOf('femke')] },
    })
    await ada.call(assignments.editAssignments, { params, body: { add: [{ targetId: conduct }] } })
    for (const client of [ada, await as('femke'), await as('daan')]) {
      const assigned = await latestOf(client)
      expect(assigned?.about?.things).toMatchObject([worksCouncil, { kind: 'activity', id: conduct }])
      expect(assigned?.told).toMatchObject([{ fact: 'assignments', happened: 'made' }])
    }
    const [ofTeam] = (await (await as('daan')).call(contract.listTeamHistory)).items
    expect(ofTeam?.batch.about.things).toMatchObject([worksCouncil, { kind: 'activity', id: conduct }])

    // The criteria of a rule name people, and anything else.
    const ruled = { name: 'People of Daan', targetIds: [story.activities.privacy], state: 'active' as const }
    const criteria = [{ kind: 'user' as const, is: 'reports' as const, ids: [idOf('daan')] }]
    const { rule } = await ada.call(rules.createRule, { body: { ...ruled, criteria } })
    const { told, about } = (await latestOf(await as('femke'))) ?? {}
    expect(rule.name).toBe(about?.things[0]?.name)
    expect(about?.things.filter(({ kind }) => kind === 'user')).toEqual([])
    expect(told?.flatMap(({ fields }) => fields)).toEqual([])
    expect((await latestOf(ada))?.about?.things.map(({ kind }) => kind)).toContain('rule')
  })
})
