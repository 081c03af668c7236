import { type App, route } from '../../access/route.ts'
import { exportedHolders } from '../exports.ts'
import * as contract from './contract.ts'
import { addHolders, listHolders, removeHolders } from './holders.ts'

export function holderRoutes(app: App): void {
  route(
    app,
    contract.listHolders,
    { allow: 'holder.list', of: 'qualificationId' },
    ({ params, query, db }) => listHolders(db, { qualificationId: params.qualificationId, asked: query }),
    exportedHolders,
  )
  const edit = { allow: 'holder.edit', of: 'qualificationId' } as const
  route(app, contract.addHolders, edit, async ({ actor, params, body, change }) => {
    const act = { kind: 'qualification.addHolders', notify: body.notify }
    const { result, outcome } = await change(act, (tx) => addHolders(tx, { actor, ...params, userIds: body.userIds }))
    return { ...outcome, added: result }
  })
  route(app, contract.removeHolders, edit, async ({ params, body, change }) => {
    const act = { kind: 'qualification.removeHolders' }
    const { result, outcome } = await change(act, (tx) => removeHolders(tx, { ...params, userIds: body.userIds }))
    return { ...outcome, removed: result }
  })
}
