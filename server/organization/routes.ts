import { type App, route } from '../access/route.ts'
import { only } from '../platform/database/given.ts'
import { archiveUnit, restoreUnit } from './archive.ts'
import { createUnits, editUnit, type PlainKind } from './commands.ts'
import { companies, departments, functions, groups, teams, type UnitKind } from './contract.ts'
import { createDepartments, editDepartment } from './departments.ts'
import { exportedMembers, exportedUnits } from './exports.ts'
import { addMembers, moveUsers, removeFromDepartment, removeMembers } from './members.ts'
import { listMembers, listUnits, readUnit } from './queries.ts'
import { type JoinedKind, units } from './unit.ts'

/** Companies, departments, teams, functions and groups. */
export function organizationRoutes(app: App): void {
  for (const [kind, operations] of entries({ companies, departments, teams, functions, groups })) {
    readingRoutes(app, kind, operations)
    archiveRoutes(app, kind, operations)
  }
  for (const [kind, operations] of entries({ companies, teams, functions, groups })) plainRoutes(app, kind, operations)
  for (const [kind, operations] of entries({ teams, functions, groups })) memberRoutes(app, kind, operations)
  for (const [kind, operations] of entries({ companies, departments })) movingRoutes(app, kind, operations)
  departmentRoutes(app)
}

function readingRoutes(app: App, kind: UnitKind, operations: Pick<typeof companies, 'list' | 'read' | 'members'>) {
  route(
    app,
    operations.list,
    { allow: 'unit.list' },
    ({ db, query }) => listUnits(db, { kind, query }),
    exportedUnits(kind),
  )
  route(app, operations.read, { allow: 'unit.read', of: 'unitId' }, ({ db, params }) =>
    readUnit(db, { kind, id: params.unitId }),
  )
  route(
    app,
    operations.members,
    { allow: 'unit.read', of: 'unitId' },
    ({ db, params, query }) => listMembers(db, { kind, id: params.unitId, query }),
    exportedMembers,
  )
}

function archiveRoutes(app: App, kind: UnitKind, operations: Pick<typeof companies, 'archive' | 'restore'>) {
  const { one } = units[kind]
  route(app, operations.archive, { allow: 'unit.archive', of: 'unitId' }, async ({ db, params, change }) => {
    const unit = { kind, id: params.unitId }
    const { outcome } = await change({ kind: `${one}.archive` }, (tx) => archiveUnit(tx, unit))
    return { ...(await readUnit(db, unit)), batchId: outcome.batchId }
  })
  route(app, operations.restore, { allow: 'unit.archive', of: 'unitId' }, async ({ db, params, body, change }) => {
    const unit = { kind, id: params.unitId }
    const act = { kind: `${one}.restore`, notify: body?.notify ?? true }
    const { outcome } = await change(act, (tx) => restoreUnit(tx, unit))
    return { ...(await readUnit(db, unit)), batchId: outcome.batchId }
  })
}

function plainRoutes(app: App, kind: PlainKind, operations: Pick<typeof companies, 'create' | 'edit'>) {
  const { one } = units[kind]
  route(app, operations.create, { allow: 'unit.create' }, async ({ db, body, change }) => {
    const act = { kind: `${one}.create` }
    const { result } = await change(act, (tx) => createUnits(tx, { kind, names: [body.name] }))
    return readUnit(db, { kind, id: only(result) })
  })
  route(app, operations.edit, { allow: 'unit.edit', of: 'unitId' }, async ({ db, params, body, change }) => {
    const act = { kind: `${one}.edit` }
    const { outcome } = await change(act, (tx) => editUnit(tx, { kind, id: params.unitId, ...body }))
    return { ...(await readUnit(db, { kind, id: params.unitId })), batchId: outcome.batchId }
  })
}

function departmentRoutes(app: App) {
  const kind = 'departments'
  route(app, departments.create, { allow: 'unit.create' }, async ({ db, body, change }) => {
    const act = { kind: 'department.create' }
    const { result } = await change(act, (tx) => createDepartments(tx, { departments: [body] }))
    return readUnit(db, { kind, id: only(result) })
  })
  route(app, departments.edit, { allow: 'unit.edit', of: 'unitId' }, async ({ db, params, body, change }) => {
    const act = { kind: 'department.edit' }
    const { outcome } = await change(act, (tx) => editDepartment(tx, { id: params.unitId, ...body }))
    return { ...(await readUnit(db, { kind, id: params.unitId })), batchId: outcome.batchId }
  })
  route(
    app,
    departments.removeMembers,
    { allow: 'unit.edit', of: 'unitId' },
    async ({ params: { unitId }, body, change }) => {
      const act = { kind: 'user.edit' }
      const { outcome } = await change(act, (tx) => removeFromDepartment(tx, { id: unitId, userIds: body.userIds }))
      return { batchId: outcome.batchId }
    },
  )
}

function movingRoutes(app: App, kind: 'companies' | 'departments', operations: Pick<typeof companies, 'addMembers'>) {
  route(app, operations.addMembers, { allow: 'unit.edit', of: 'unitId' }, async ({ params, body, change }) => {
    // What changes is where these people are: history tells it as that.
    const act = { kind: 'user.edit' }
    const { outcome } = await change(act, (tx) => moveUsers(tx, { kind, id: params.unitId, userIds: body.userIds }))
    return { batchId: outcome.batchId }
  })
}

function memberRoutes(app: App, kind: JoinedKind, operations: Pick<typeof teams, 'addMembers' | 'removeMembers'>) {
  const { one } = units[kind]
  const rule = { allow: 'unit.edit', of: 'unitId' } as const
  route(app, operations.addMembers, rule, async ({ params, body, change }) => {
    const act = { kind: `${one}.addMembers` }
    const { outcome } = await change(act, (tx) => addMembers(tx, { kind, id: params.unitId, userIds: body.userIds }))
    return { batchId: outcome.batchId }
  })
  route(app, operations.removeMembers, rule, async ({ params, body, change }) => {
    const act = { kind: `${one}.removeMembers` }
    const { outcome } = await change(act, (tx) => removeMembers(tx, { kind, id: params.unitId, userIds: body.userIds }))
    return { batchId: outcome.batchId }
  })
}

function entries<const Of extends object>(of: Of): Array<[keyof Of, Of[keyof Of]]> {
  return Object.entries(of) as Array<[keyof Of, Of[keyof Of]]>
}
