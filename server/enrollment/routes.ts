import { type App, route } from '../access/route.ts'
import { notFound } from '../platform/problem.ts'
import { editAssignments, findAssignedTo, findAssignments, findTargets } from './assignments.ts'
import { completeLearning, endEnrollmentByHand, enrollByHand, startLearning } from './commands.ts'
import * as contract from './contract.ts'
import { explain, readOutcome } from './engine/index.ts'
import { findPreview, listNames } from './previews.ts'
import { findEnrollments, listParticipants, readEnrollment } from './queries.ts'

export function enrollmentRoutes(app: App): void {
  route(app, contract.listUserEnrollments, { allow: 'enrollment.list', of: 'userId' }, async (asked) => {
    const { actor, params, query, db } = asked
    return { items: await findEnrollments(db, { actor, userId: params.userId, state: query.state }) }
  })

  route(
    app,
    contract.enrollUser,
    { allow: 'enrollment.add', of: 'userId' },
    async ({ actor, params, body, change }) => {
      const { result, outcome } = await change({ kind: 'enrollment.add', notify: body.notify }, (tx) =>
        enrollByHand(tx, { actor, userIds: [params.userId], activityIds: body.activityIds }),
      )
      return { ...outcome, already: result.already, excluded: result.excluded.map(({ activity }) => activity) }
    },
  )

  route(
    app,
    contract.endEnrollment,
    { allow: 'enrollment.end', of: 'userId' },
    async ({ actor, params, db, change }) => {
      const { userId, activityId } = params
      const { outcome } = await change({ kind: 'enrollment.end' }, (tx) =>
        endEnrollmentByHand(tx, { actor, ...params }),
      )
      const remaining = await explain(db, { userIds: [userId], activityIds: [activityId] })
      return { ...outcome, remaining: remaining.map(({ cause }) => cause) }
    },
  )

  route(app, contract.startActivity, { allow: 'enrollment.start', of: 'userId' }, async (asked) => {
    const { actor, params, db, change } = asked
    await change({ kind: 'progress.start' }, (tx) => startLearning(tx, params))
    return readEnrollment(db, { actor, ...params })
  })

  route(app, contract.completeActivity, { allow: 'enrollment.complete', of: 'userId' }, async (asked) => {
    const { actor, params, body, db, change } = asked
    await change({ kind: 'completion.add' }, (tx) => completeLearning(tx, { actor, ...params, ...body }))
    return readEnrollment(db, { actor, ...params })
  })

  route(
    app,
    contract.listParticipants,
    { allow: 'participant.list', of: 'activityId' },
    ({ actor, params, query, db }) => listParticipants(db, { actor, activityId: params.activityId, asked: query }),
  )

  route(app, contract.addParticipants, { allow: 'participant.add', of: 'activityId' }, async (asked) => {
    const { actor, params, body, change } = asked
    const { result, outcome } = await change({ kind: 'enrollment.add', notify: body.notify }, (tx) =>
      enrollByHand(tx, { actor, userIds: body.userIds, activityIds: [params.activityId] }),
    )
    return { ...outcome, already: result.already, excluded: result.excluded.map(({ user }) => user) }
  })

  route(app, contract.assignedTo, { allow: 'assignment.ofActivity', of: 'activityId' }, async ({ params, db }) => ({
    items: await findAssignedTo(db, params),
  }))

  route(app, contract.listAssignments, { allow: 'assignment.list', of: 'unitId' }, async ({ actor, params, db }) => {
    const unit = { kind: params.unit, id: params.unitId }
    return { items: await findAssignments(db, { unit, language: actor.language }) }
  })

  route(app, contract.editAssignments, { allow: 'assignment.edit', of: 'unitId' }, async (asked) => {
    const { actor, params, body, db, change } = asked
    const unit = { kind: params.unit, id: params.unitId }
    const { outcome } = await change({ kind: 'assignment.edit', notify: body.notify }, (tx) =>
      editAssignments(tx, { unit, ...body }),
    )
    return { items: await findAssignments(db, { unit, language: actor.language }), outcome }
  })

  route(app, contract.listTargets, { allow: 'assignment.targets' }, ({ actor, query, db }) => {
    const unit = query.unit && query.unitId ? { kind: query.unit, id: query.unitId } : undefined
    return findTargets(db, { search: query.search, unit, language: actor.language, limit: query.limit })
  })

  route(app, contract.readBatch, { allow: 'batch.read', of: 'batchId' }, async ({ params, db }) => {
    const found = await readOutcome(db, params.batchId)
    if (!found) throw notFound('batch')
    return found
  })

  route(app, contract.readPreview, { allow: 'preview.read', of: 'previewId' }, ({ params, db }) =>
    findPreview(db, params),
  )

  route(app, contract.listPreviewNames, { allow: 'preview.read', of: 'previewId' }, ({ actor, params, query, db }) =>
    listNames(db, { previewId: params.previewId, language: actor.language, asked: query }),
  )
}
