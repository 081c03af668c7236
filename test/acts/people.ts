import { sql } from 'kysely'
import type { Change } from '../../server/change.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../../server/facts.ts'
import { daysFrom, ids, joinable, near, type Perform, pick, someUsers, today } from './choose.ts'

/** So many that acts still meet. */
const mostUsers = 12

/** Who there is, where they stand, and what they belong to. */
export const people = {
  addUsers: async (tx, { a, b, c }) => {
    const users = await ids(tx, 'users')
    const companyId = pick(await ids(tx, 'companies'), a)
    const departmentId = await departmentOf(tx, companyId, b)
    const managerId = pick([null, ...users], c)
    const addedOn = daysFrom(await today(tx), pick([0, -1, -3, -29, -30, 2], b))
    const room = Math.max(0, mostUsers - users.length)
    const rows = Array.from({ length: Math.min(room, 1 + (a % 3)) }, (_, nth) => ({
      name: `User ${nth}`,
      email: `${tx.batchId}.${users.length}.${nth}@example.com`,
      company_id: companyId,
      department_id: departmentId,
      manager_id: managerId,
      language: pick(['en', 'nl'], b),
      added_on: addedOn,
    }))
    await insertFacts(tx, 'users', rows)
    return undefined
  },
  moveUser: async (tx, { a, b, c }) => {
    const companyId = pick(await ids(tx, 'companies'), b)
    const id = near(await ids(tx, 'users'), a)
    await editFacts(tx, 'users', [{ id, company_id: companyId, department_id: await departmentOf(tx, companyId, c) }])
    return undefined
  },
  changeManager: async (tx, { a, b }) => {
    const users = await ids(tx, 'users')
    const id = near(users, a)
    await editFacts(tx, 'users', [{ id, manager_id: pick([null, ...users.filter((other) => other !== id)], b) }])
    return undefined
  },
  changeLanguage: async (tx, { a, b }) => {
    await editFacts(tx, 'users', [{ id: near(await ids(tx, 'users'), a), language: pick(['en', 'nl'], b) }])
    return undefined
  },
  changeStatus: async (tx, { a, b }) => {
    await editFacts(tx, 'users', [{ id: near(await ids(tx, 'users'), a), status: pick(['active', 'inactive'], b) }])
    return undefined
  },
  changeAdded: async (tx, { a, b }) => {
    const addedOn = daysFrom(await today(tx), pick([1, 0, -1, -2, -30, -31], b))
    await editFacts(tx, 'users', [{ id: near(await ids(tx, 'users'), a), added_on: addedOn }])
    return undefined
  },
  join: async (tx, { a, b, c }) => {
    await joinAudience(tx, { audienceId: await joinable(tx, a), userIds: await someUsers(tx, b, c) })
    return undefined
  },
  leave: async (tx, { a, b, c }) => {
    await leaveAudience(tx, { audienceId: await joinable(tx, a), userIds: await someUsers(tx, b, c) })
    return undefined
  },
  grant: async (tx, { a, b }) => {
    const row = {
      user_id: near(await ids(tx, 'users'), a),
      audience_id: audience('team', pick(await ids(tx, 'teams'), b)),
    }
    if ((await removeFacts(tx, 'grants', [row])) === 0) await insertFacts(tx, 'grants', [row])
    return undefined
  },
} satisfies Record<string, Perform>

async function departmentOf(tx: Change, companyId: number, nth: number): Promise<number | null> {
  const found = await sql<{ id: number }>`
    select id from departments where company_id = ${companyId} order by id`.execute(tx.db)
  return pick([null, ...found.rows.map((row) => row.id)], nth)
}
