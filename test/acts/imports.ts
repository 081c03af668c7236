import { audience } from '../../server/enrollment/engine/audience.ts'
import { applyRows } from '../../server/import/apply.ts'
import { pair } from '../world.ts'
import { daysFrom, ids, joinable, near, type Perform, pick, someUsers, today } from './choose.ts'

/** What a file comes down to: much in one batch, and several things of the same people. */
export const imports = {
  importRows: async (tx, { a, b, c }) => {
    const activities = await ids(tx, 'learning_activities')
    const [one, other] = [near(activities, a), near(activities, b)]
    const [users, ended] = [await someUsers(tx, b, c), await someUsers(tx, c, a)]
    const day = daysFrom(await today(tx), pick([0, -1, -27, -365], c))
    await applyRows(tx, [
      {
        joins: [
          { audienceId: audience('import', one), userIds: users },
          { audienceId: await joinable(tx, a), userIds: users },
        ],
        leaves: [{ audienceId: await joinable(tx, c), userIds: users }],
        edited: users.map((id) => ({ id, patch: { language: pick(['en', 'nl'], a) } })),
        completions: b % 3 === 0 ? users.map((userId) => ({ userId, activityId: one, day })) : [],
      },
      {
        unenrolled: [{ activityId: other, userIds: ended }],
        edited: users.slice(1).map((id) => ({ id, patch: { language: pick(['nl', 'en'], b) } })),
      },
    ])
    return ended.map((userId) => pair(userId, other))
  },
} satisfies Record<string, Perform>
