import type { Actor } from '../access/actor.ts'
import { authorize } from '../access/policy.ts'
import { type App, route } from '../access/route.ts'
import type { Db } from '../platform/database/database.ts'
import { notFound } from '../platform/problem.ts'
import { mostAtOnce } from '../user/contract.ts'
import { completeLearning, enrollActive, enrollByHand, startLearning } from './commands.ts'
import * as contract from './contract.ts'
import { endEnrollmentByHand, endEnrollments, findRemaining } from './endings.ts'
import { explain, readOutcome } from './engine/index.ts'
import { exportedKept, exportedParticipants } from './exports.ts'
import { listKept } from './kept.ts'
import { findEnrollments, findParticipantIds, listParticipants, readEnrollment } from './queries.ts'
import { suggestActivities } from './suggestions.ts'

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

  route(app, contract.readBatch, { allow: 'batch.read', of: 'batchId' }, async ({ params, db }) => {
    const found = await readOutcome(db, params.batchId)
    if (!found) throw notFound('batch')
    return found
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
