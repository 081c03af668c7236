import type { Actor } from '../access/actor.ts'
import { authorize } from '../access/policy.ts'
import { type App, route } from '../access/route.ts'
import type { UnitKind } from '../organization/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { notFound } from '../platform/problem.ts'
import { mostAtOnce } from '../user/contract.ts'
import {
  assignTarget,
  copyAssignments,
  editAssignments,
  findAssignedTo,
  findAssignments,
  findLeadingToQualification,
} from './assignments.ts'
import { completeLearning, enrollActive, enrollByHand, startLearning } from './commands.ts'
import * as contract from './contract.ts'
import { endEnrollmentByHand, endEnrollments, findRemaining } from './endings.ts'
import { explain, readOutcome } from './engine/index.ts'
import { editExclusions, exclude, findExclusions, liftExclusions, listExclusions } from './exclusions.ts'
import { exportedHolders, exportedKept, exportedNames, exportedParticipants } from './exports.ts'
import { addHolders, listHolders, removeHolders } from './holders.ts'
import { listKept } from './kept.ts'
import { findLeaders, findLeadersByName } from './leaders.ts'
import { findPreview, listNames } from './previews.ts'
import { findEnrollments, findParticipantIds, listParticipants, readEnrollment } from './queries.ts'
import { findActivityReferences, findQualificationReferences, findUnitReferences } from './references.ts'
import { suggestActivities } from './suggestions.ts'
import { findTargets, findTargetsByName } from './targets.ts'

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
    async ({ actor, params, body, db, change }) => {
      const { userId, activityId } = params
      const { outcome } = await change({ kind: endingKind(body?.exclude) }, (tx) =>
        endEnrollmentByHand(tx, { actor, ...params, ...body }),
      )
      const remaining = await explain(db, { userIds: [userId], activityIds: [activityId] })
      return { ...outcome, remaining: remaining.map(({ cause }) => cause) }
    },
  )

  route(app, contract.enrollUsers, { allow: 'enrollment.addMany' }, async ({ actor, body, change }) => {
    const { result, outcome } = await change({ kind: 'enrollment.add', notify: body.notify }, (tx) =>
      enrollActive(tx, { actor, ...body }),
    )
    return { ...outcome, ...result }
  })

  route(app, contract.endEnrollments, { allow: 'enrollment.endMany' }, async ({ actor, body, db, change }) => {
    const { result, outcome } = await change({ kind: endingKind(body.exclude) }, (tx) =>
      endEnrollments(tx, { actor, ...body }),
    )
    return { ...outcome, ...(await endingsOf(db, actor, result)) }
  })

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
    exportedParticipants,
  )

  route(app, contract.listParticipantIds, { allow: 'participant.list', of: 'activityId' }, ({ params, query, db }) =>
    findParticipantIds(db, { ...params, asked: query, most: mostAtOnce }),
  )

  route(app, contract.suggestActivities, { allow: 'activity.list' }, async ({ actor, query, db }) => {
    if (query.forUser !== undefined) await authorize(db, actor, 'enrollment.list', query.forUser)
    return { items: await suggestActivities(db, { actor, forUser: query.forUser }) }
  })

  route(
    app,
    contract.listKept,
    { allow: 'enrollment.kept' },
    ({ actor, db }) => listKept(db, { language: actor.language }),
    exportedKept,
  )

  route(app, contract.addParticipants, { allow: 'participant.add', of: 'activityId' }, async (asked) => {
    const { actor, params, body, change } = asked
    const { result, outcome } = await change({ kind: 'enrollment.add', notify: body.notify }, (tx) =>
      enrollByHand(tx, { actor, userIds: body.userIds, activityIds: [params.activityId] }),
    )
    return { ...outcome, already: result.already, excluded: result.excluded.map(({ user }) => user) }
  })

  route(app, contract.endParticipants, { allow: 'participant.end', of: 'activityId' }, async (asked) => {
    const { actor, params, body, db, change } = asked
    const { result, outcome } = await change({ kind: endingKind(body.exclude) }, (tx) =>
      endEnrollments(tx, { actor, activityIds: [params.activityId], ...body }),
    )
    return { ...outcome, ...(await endingsOf(db, actor, result)) }
  })

  route(app, contract.assignedTo, { allow: 'assignment.ofActivity', of: 'activityId' }, async ({ params, db }) => ({
    items: await findAssignedTo(db, params),
  }))

  route(app, contract.assignActivity, { allow: 'activity.assign', of: 'activityId' }, async (asked) => {
    const { params, body, change } = asked
    const act = { kind: 'assignment.edit', notify: body.notify }
    return (await change(act, (tx) => assignTarget(tx, { targetId: params.activityId, ...body }))).outcome
  })

  route(app, contract.listAssignments, { allow: 'assignment.list', of: 'unitId' }, async (asked) => {
    const { actor, params, query, db } = asked
    const unit = { kind: params.unit, id: params.unitId }
    return { items: await findAssignments(db, { unit, language: actor.language, archived: query.archived }) }
  })

  route(app, contract.editAssignments, { allow: 'assignment.edit', of: 'unitId' }, async (asked) => {
    const { actor, params, body, db, change } = asked
    const unit = { kind: params.unit, id: params.unitId }
    const { outcome } = await change({ kind: 'assignment.edit', notify: body.notify }, (tx) =>
      editAssignments(tx, { unit, ...body }),
    )
    return { items: await findAssignments(db, { unit, language: actor.language }), outcome }
  })

  route(app, contract.copyAssignments, { allow: 'assignment.edit', of: 'unitId' }, async (asked) => {
    const { actor, params, body, db, change } = asked
    const unit = { kind: params.unit, id: params.unitId }
    const from = { kind: body.from.unit, id: body.from.unitId }
    const { result, outcome } = await change({ kind: 'assignment.copy', notify: body.notify }, (tx) =>
      copyAssignments(tx, { unit, from }),
    )
    return { items: await findAssignments(db, { unit, language: actor.language }), outcome, ...result }
  })

  assignableRoutes(app)
  holderRoutes(app)
  referenceRoutes(app)

  route(app, contract.readBatch, { allow: 'batch.read', of: 'batchId' }, async ({ params, db }) => {
    const found = await readOutcome(db, params.batchId)
    if (!found) throw notFound('batch')
    return found
  })

  route(app, contract.readPreview, { allow: 'preview.read', of: 'previewId' }, ({ params, db }) =>
    findPreview(db, params),
  )

  route(
    app,
    contract.listPreviewNames,
    { allow: 'preview.read', of: 'previewId' },
    ({ actor, params, query, db }) =>
      listNames(db, { previewId: params.previewId, language: actor.language, asked: query }),
    exportedNames,
  )

  exclusionRoutes(app)
}

/** What can be assigned, and to what. */
function assignableRoutes(app: App): void {
  const unitIn = ({ unit, unitId }: { unit?: UnitKind | undefined; unitId?: number | undefined }) =>
    unit && unitId ? { kind: unit, id: unitId } : undefined
  route(app, contract.listTargets, { allow: 'assignment.targets' }, ({ actor, query, db }) =>
    findTargets(db, { ...query, unit: unitIn(query), language: actor.language }),
  )
  route(app, contract.findTargetsByName, { allow: 'assignment.targets' }, ({ actor, body, db }) =>
    findTargetsByName(db, { ...body, unit: unitIn(body), language: actor.language }),
  )
  route(app, contract.listLeaders, { allow: 'assignment.targets' }, ({ query, db }) => findLeaders(db, query))
  route(app, contract.findLeadersByName, { allow: 'assignment.targets' }, ({ body, db }) => findLeadersByName(db, body))
}

function holderRoutes(app: App): void {
  route(
    app,
    contract.listHolders,
    { allow: 'holder.list', of: 'qualificationId' },
    ({ params, query, db }) => listHolders(db, { qualificationId: params.qualificationId, asked: query }),
    exportedHolders,
  )
  route(
    app,
    contract.qualificationAssignedTo,
    { allow: 'assignment.ofQualification', of: 'qualificationId' },
    async ({ params, db }) => ({ items: await findLeadingToQualification(db, params) }),
  )
  route(app, contract.assignQualification, { allow: 'qualification.assign', of: 'qualificationId' }, async (asked) => {
    const { params, body, change } = asked
    const act = { kind: 'assignment.edit', notify: body.notify }
    return (await change(act, (tx) => assignTarget(tx, { targetId: params.qualificationId, ...body }))).outcome
  })
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

function referenceRoutes(app: App): void {
  route(app, contract.unitReferences, { allow: 'unit.archive', of: 'unitId' }, ({ actor, params, db }) =>
    findUnitReferences(db, { unit: { kind: params.unit, id: params.unitId }, language: actor.language }),
  )
  route(app, contract.activityReferences, { allow: 'activity.archive', of: 'activityId' }, ({ actor, params, db }) =>
    findActivityReferences(db, { activityId: params.activityId, language: actor.language }),
  )
  route(
    app,
    contract.qualificationReferences,
    { allow: 'qualification.archive', of: 'qualificationId' },
    ({ actor, params, db }) =>
      findQualificationReferences(db, { qualificationId: params.qualificationId, language: actor.language }),
  )
}

function exclusionRoutes(app: App): void {
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

const endingKind = (exclude: contract.NewExclusion | undefined) =>
  exclude ? 'enrollment.endAndExclude' : 'enrollment.end'

/** What an ending did not end, and what it left alive. */
async function endingsOf(db: Db, actor: Actor, result: Awaited<ReturnType<typeof endEnrollments>>) {
  const { ended, notEnrolled, notEnded } = result
  const remaining = await findRemaining(db, { actor, ended })
  return { ended: ended.reduce((sum, { userIds }) => sum + userIds.length, 0), notEnrolled, notEnded, remaining }
}
