import { oweInvitation } from '../access/invitation.ts'
import { type App, route } from '../access/route.ts'
import { only } from '../platform/database/given.ts'
import { createUsers, editMyself, editUser, editUsers } from './commands.ts'
import * as contract from './contract.ts'
import { exportedTeam, exportedUsers } from './exports.ts'
import { findUserIds, findUsersByEmail, listTeamMembers, listUsers, readUser } from './queries.ts'

/** Users, My Team, and what people change about themselves. */
export function userRoutes(app: App): void {
  route(app, contract.listUsers, { allow: 'user.list' }, ({ db, query }) => listUsers(db, { query }), exportedUsers)

  route(app, contract.listUserIds, { allow: 'user.list' }, ({ db, query }) =>
    findUserIds(db, { filters: query, most: contract.mostAtOnce }),
  )

  route(app, contract.createUser, { allow: 'user.create' }, async ({ db, body, change, context }) => {
    const { mailReady } = context
    const { result, outcome } = await change({ kind: 'user.create' }, async (tx) => {
      const id = only(await createUsers(tx, { users: [body] }))
      if (body.invite) await oweInvitation(tx, { userId: id, mailReady })
      return id
    })
    return { ...(await readUser(db, { id: result })), batchId: outcome.batchId }
  })

  route(app, contract.readUser, { allow: 'user.read', of: 'userId' }, ({ db, params }) =>
    readUser(db, { id: params.userId }),
  )

  route(app, contract.editUser, { allow: 'user.edit', of: 'userId' }, async ({ db, params, body, change }) => {
    const id = params.userId
    const { outcome } = await change({ kind: 'user.edit' }, (tx) => editUser(tx, { id, edit: body }))
    return { ...(await readUser(db, { id })), batchId: outcome.batchId }
  })

  route(app, contract.editUsers, { allow: 'user.editMany' }, async ({ body, change }) => {
    const { result, outcome } = await change({ kind: 'user.edit' }, (tx) => editUsers(tx, body))
    return { batchId: outcome.batchId, edited: result }
  })

  route(app, contract.findUsersByEmail, { allow: 'user.list' }, ({ db, body }) => findUsersByEmail(db, body))

  route(
    app,
    contract.listTeamMembers,
    { allow: 'team.list' },
    ({ db, actor, query }) => listTeamMembers(db, { actor, query }),
    exportedTeam,
  )

  route(app, contract.editMyself, { allow: 'myself.edit' }, async ({ db, actor, body, change }) => {
    const id = actor.userId
    await change({ kind: 'myself.edit' }, (tx) => editMyself(tx, { id, ...body }))
    return readUser(db, { id })
  })
}
