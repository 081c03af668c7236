import { type App, route } from '../../access/route.ts'
import * as contract from './contract.ts'
import { editExclusions, exclude, findExclusions, liftExclusions, listExclusions } from './exclusions.ts'

export function exclusionRoutes(app: App): void {
  route(
    app,
    contract.listUserExclusions,
    { allow: 'exclusion.ofUser', of: 'userId' },
    async ({ actor, params, db }) => ({
      items: await findExclusions(db, { userId: params.userId, language: actor.language }),
    }),
  )

  route(
    app,
    contract.listActivityExclusions,
    { allow: 'exclusion.ofActivity', of: 'activityId' },
    ({ actor, params, query, db }) =>
      listExclusions(db, { activityId: params.activityId, language: actor.language, asked: query }),
  )

  route(app, contract.exclude, { allow: 'exclusion.edit' }, async ({ actor, body, change }) => {
    const { result, outcome } = await change({ kind: 'exclusion.add' }, (tx) => exclude(tx, { actor, ...body }))
    return { ...outcome, ...result }
  })

  route(app, contract.editExclusions, { allow: 'exclusion.edit' }, async ({ body, change }) => {
    const { result, outcome } = await change({ kind: 'exclusion.edit' }, (tx) => editExclusions(tx, body))
    return { batchId: outcome.batchId, edited: result }
  })

  route(app, contract.liftExclusions, { allow: 'exclusion.edit' }, async ({ actor, body, change }) => {
    const act = { kind: body.enroll ? 'exclusion.liftAndEnroll' : 'exclusion.lift', notify: body.notify }
    const { result, outcome } = await change(act, (tx) => liftExclusions(tx, { actor, ...body }))
    return { ...outcome, lifted: result }
  })
}
