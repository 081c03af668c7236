import { authorize } from '../access/policy.ts'
import { type App, route } from '../access/route.ts'
import { only } from '../platform/database/given.ts'
import { setArchived } from './archive.ts'
import { createActivities, editActivity } from './commands.ts'
import * as contract from './contract.ts'
import { exportedActivities, exportedQualifications } from './exports.ts'
import { createQualifications, editQualification, listQualifications, readQualification } from './qualifications.ts'
import { countCompleted, findActivitiesByTitle, findActivityMatches, listActivities, readActivity } from './queries.ts'

/** Learning activities and qualifications. */
export function learningRoutes(app: App): void {
  activityRoutes(app)
  qualificationRoutes(app)
}

function activityRoutes(app: App) {
  route(
    app,
    contract.listActivities,
    { allow: 'activity.list' },
    async ({ db, actor, query }) => {
      if (query.forUser !== undefined) await authorize(db, actor, 'enrollment.list', query.forUser)
      return listActivities(db, { query, language: actor.language })
    },
    exportedActivities,
  )
  route(app, contract.listActivityMatches, { allow: 'activity.list' }, async ({ db, actor, query }) => {
    if (query.forUser !== undefined) await authorize(db, actor, 'enrollment.list', query.forUser)
    return findActivityMatches(db, { ...query, language: actor.language })
  })
  route(app, contract.findActivitiesByTitle, { allow: 'activity.list' }, async ({ db, actor, body }) => {
    if (body.forUser !== undefined) await authorize(db, actor, 'enrollment.list', body.forUser)
    return findActivitiesByTitle(db, { ...body, language: actor.language })
  })
  route(app, contract.countCompleted, { allow: 'activity.list' }, async ({ db, query }) => ({
    items: await countCompleted(db, query),
  }))
  route(app, contract.createActivity, { allow: 'activity.create' }, async ({ db, actor, body, change }) => {
    const act = { kind: 'activity.create' }
    const { result } = await change(act, (tx) => createActivities(tx, { activities: [body] }))
    return readActivity(db, { id: only(result), language: actor.language })
  })
  const read = { allow: 'activity.read', of: 'activityId' } as const
  route(app, contract.readActivity, read, ({ db, actor, params }) =>
    readActivity(db, { id: params.activityId, language: actor.language }),
  )
  const edit = { allow: 'activity.edit', of: 'activityId' } as const
  route(app, contract.editActivity, edit, async ({ db, actor, params, body, change }) => {
    const id = params.activityId
    const { outcome } = await change({ kind: 'activity.edit' }, (tx) => editActivity(tx, { id, edit: body }))
    return { ...(await readActivity(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
  const archive = { allow: 'activity.archive', of: 'activityId' } as const
  route(app, contract.archiveActivity, archive, async ({ db, actor, params, change }) => {
    const id = params.activityId
    const { outcome } = await change({ kind: 'activity.archive' }, (tx) =>
      setArchived(tx, { kind: 'activity', id, archived: true }),
    )
    return { ...(await readActivity(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
  route(app, contract.restoreActivity, archive, async ({ db, actor, params, body, change }) => {
    const id = params.activityId
    const { outcome } = await change({ kind: 'activity.restore', notify: body?.notify ?? true }, (tx) =>
      setArchived(tx, { kind: 'activity', id, archived: false }),
    )
    return { ...(await readActivity(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
}

function qualificationRoutes(app: App) {
  route(
    app,
    contract.listQualifications,
    { allow: 'qualification.list' },
    ({ db, query }) => listQualifications(db, { query }),
    exportedQualifications,
  )
  route(app, contract.createQualification, { allow: 'qualification.create' }, async ({ db, actor, body, change }) => {
    const act = { kind: 'qualification.create' }
    const { result } = await change(act, (tx) => createQualifications(tx, { qualifications: [body] }))
    return readQualification(db, { id: only(result), language: actor.language })
  })
  const read = { allow: 'qualification.read', of: 'qualificationId' } as const
  route(app, contract.readQualification, read, ({ db, actor, params }) =>
    readQualification(db, { id: params.qualificationId, language: actor.language }),
  )
  const edit = { allow: 'qualification.edit', of: 'qualificationId' } as const
  route(app, contract.editQualification, edit, async ({ db, actor, params, body, change }) => {
    const id = params.qualificationId
    const { outcome } = await change({ kind: 'qualification.edit' }, (tx) => editQualification(tx, { id, edit: body }))
    return { ...(await readQualification(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
  const archive = { allow: 'qualification.archive', of: 'qualificationId' } as const
  route(app, contract.archiveQualification, archive, async ({ db, actor, params, change }) => {
    const id = params.qualificationId
    const { outcome } = await change({ kind: 'qualification.archive' }, (tx) =>
      setArchived(tx, { kind: 'qualification', id, archived: true }),
    )
    return { ...(await readQualification(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
  route(app, contract.restoreQualification, archive, async ({ db, actor, params, body, change }) => {
    const id = params.qualificationId
    const { outcome } = await change({ kind: 'qualification.restore', notify: body?.notify ?? true }, (tx) =>
      setArchived(tx, { kind: 'qualification', id, archived: false }),
    )
    return { ...(await readQualification(db, { id, language: actor.language })), batchId: outcome.batchId }
  })
}
