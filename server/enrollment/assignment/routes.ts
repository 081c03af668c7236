import { type App, route } from '../../access/route.ts'
import type { UnitKind } from '../../organization/contract.ts'
import {
  assignTarget,
  copyAssignments,
  editAssignments,
  findAssignedTo,
  findAssignments,
  findLeadingToQualification,
} from './assignments.ts'
import * as contract from './contract.ts'
import { findLeaders, findLeadersByName } from './leaders.ts'
import { findActivityReferences, findQualificationReferences, findUnitReferences } from './references.ts'
import { findTargets, findTargetsByName } from './targets.ts'

export function assignmentRoutes(app: App): void {
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

  assignableRoutes(app)
  referenceRoutes(app)
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
