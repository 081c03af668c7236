import { type App, route } from '../access/route.ts'
import { nameStays } from '../enrollment/engine/preview.ts'
import { undoBatch } from '../undo.ts'
import { listBatches, readBatchHistory } from './batches.ts'
import * as contract from './contract.ts'
import { exportedBatches, exportedMoves } from './exports.ts'
import { listFactChanges } from './factChanges.ts'
import { listActivityHistory, listUserHistory } from './histories.ts'
import { listMoves } from './moves.ts'
import { listEnrollmentsOn, listParticipantsOn } from './pastDay.ts'
import { followOutcome, listWork } from './progress.ts'
import { listTeamHistory } from './team.ts'

export function historyRoutes(app: App): void {
  route(
    app,
    contract.listBatches,
    { allow: 'batch.list' },
    async ({ actor, query, db }) => listBatches(db, { query, language: actor.language }),
    exportedBatches,
  )

  route(app, contract.describeBatch, { allow: 'batch.read', of: 'batchId' }, async ({ actor, params, db }) =>
    readBatchHistory(db, {
      batchId: params.batchId,
      showsPersonal: actor.role === 'administrator',
      language: actor.language,
    }),
  )

  route(app, contract.followBatch, { allow: 'batch.follow', of: 'batchId' }, async ({ params, context }) => {
    return (gone) => followOutcome(context, { batchId: params.batchId, gone })
  })

  route(app, contract.listWork, { allow: 'work.list' }, async ({ db }) => listWork(db))

  route(
    app,
    contract.listMoves,
    { allow: 'batch.names', of: 'batchId' },
    async ({ actor, params, query, db }) =>
      listMoves(db, { batchId: params.batchId, asked: query, language: actor.language }),
    exportedMoves,
  )

  route(app, contract.listFacts, { allow: 'batch.names', of: 'batchId' }, async ({ actor, params, query, db }) =>
    listFactChanges(db, {
      batchId: params.batchId,
      asked: query,
      showsPersonal: actor.role === 'administrator',
      language: actor.language,
    }),
  )

  route(app, contract.listUserHistory, { allow: 'user.history', of: 'userId' }, async ({ actor, params, query, db }) =>
    listUserHistory(db, { actor, userId: params.userId, asked: query }),
  )

  route(app, contract.listTeamHistory, { allow: 'team.history' }, async ({ actor, query, db }) =>
    listTeamHistory(db, { actor, asked: query }),
  )

  route(
    app,
    contract.listActivityHistory,
    { allow: 'activity.history', of: 'activityId' },
    async ({ actor, params, query, db }) =>
      listActivityHistory(db, { actor, activityId: params.activityId, asked: query }),
  )

  route(
    app,
    contract.listParticipantsOn,
    { allow: 'participant.then', of: 'activityId' },
    async ({ params, query, db }) => listParticipantsOn(db, { activityId: params.activityId, asked: query }),
  )

  route(
    app,
    contract.listEnrollmentsOn,
    { allow: 'enrollment.then', of: 'userId' },
    async ({ actor, params, query, db }) => ({
      items: await listEnrollmentsOn(db, { userId: params.userId, day: query.day, language: actor.language }),
    }),
  )

  route(
    app,
    contract.undoBatch,
    { allow: 'batch.undo', of: 'batchId' },
    async ({ actor, params, body, db, change }) => {
      const act = { kind: 'undo', notify: body.notify }
      const { result, outcome } = await change(act, (tx) =>
        undoBatch(tx, { batchId: params.batchId, withdrawStarted: body.started === 'withdraw' }),
      )
      return { outcome, stays: await nameStays(db, { stays: result.stays, readerId: actor.userId }) }
    },
  )
}
