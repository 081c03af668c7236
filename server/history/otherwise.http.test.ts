import { describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, database, idOf, story } from '../../test/served/once.ts'
import { change } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import * as organization from '../organization/contract.ts'
import * as rules from '../rule/contract.ts'
import * as users from '../user/contract.ts'
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

  test('is not told them by what others do with their own people', async () => {
    const ruled = { name: 'Managers', targetIds: [story.activities.forklift], state: 'active' as const }
    await ada.call(rules.createRule, { body: { ...ruled, criteria: [{ kind: 'user', is: 'manager' }] } })
    await ada.call(users.editUser, { params: { userId: idOf('bo') }, body: { managerId: idOf('zoe') } })
    const { items } = await (await as('zoe')).call(contract.listUserHistory, { params: { userId: idOf('zoe') } })
    expect(items[0]).toMatchObject({
      batch: { kind: 'user.edit', told: [], about: { things: [], more: 1, kinds: [{ kind: 'user', count: 1 }] } },
      enrollments: [{ activity: { id: story.activities.forklift } }],
    })
    const told = await ada.call(contract.listUserHistory, { params: { userId: idOf('zoe') } })
    expect(told.items[0]?.batch.about?.things).toMatchObject([{ id: idOf('bo') }])
  })

  test('tells users nothing of an act that kept them out of what they never knew', async () => {
    const { loads, privacy } = story.activities
    await change(database.db, { kind: 'academy.outside', author: { kind: 'outside write' } }, async (tx) => {
      await joinAudience(tx, { audienceId: audience('byHand', privacy), userIds: [idOf('emile')] })
      await insertFacts(tx, 'exclusions', [{ user_id: idOf('ann'), activity_id: loads }])
      await insertFacts(tx, 'assignments', [
        { audience_id: audience('team', story.teams.nightShift), target_id: privacy },
      ])
    })
    const ofAnn = async (client: Client) => {
      const { items } = await client.call(contract.listUserHistory, { params: { userId: idOf('ann') } })
      return items[0]
    }
    const own = await ofAnn(await as('ann'))
    expect(own).toMatchObject({ enrollments: [{ activity: { id: privacy } }], batch: { told: [], about: null } })
    expect((await ofAnn(ada))?.batch.told.map(({ fact }) => fact)).toEqual(['exclusions'])
  })
})
