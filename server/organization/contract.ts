import { z } from 'zod'
import {
  archivedFilter,
  confirm,
  id,
  ids,
  idText,
  line,
  listQuery,
  named,
  operation,
  pageOf,
} from '../platform/contract.ts'

/** The parts of the organisation, as they stand in paths. A *function* is a job title. */
export const unitKind = z.enum(['companies', 'departments', 'teams', 'functions', 'groups'])
export type UnitKind = z.infer<typeof unitKind>

export const unitListItem = named.extend({
  members: z.number().int().describe('active users in it (a department: with those below)'),
  assignments: z.number().int().describe('learning activities and qualifications linked to it'),
  company: named.nullable().describe('departments only'),
  parent: named.nullable().describe('departments only'),
  above: z.array(named).describe('departments only: those it stands below, from the top down'),
  archived: z.boolean().describe('leads nowhere and takes nobody in, until it is restored'),
})
export type UnitListItem = z.infer<typeof unitListItem>

const unitId = z.object({ unitId: idText })
const name = line(200)

const takesAlong = {
  companies: ' with its departments',
  departments: ' with those below it',
  teams: '',
  functions: '',
  groups: '',
} as const

/** Somebody in a unit; of a department or company, also where in it. */
export const member = named.extend({ email: z.string(), company: named, department: named.nullable() })
export type Member = z.infer<typeof member>

const moved = unitListItem.extend({ batchId: z.number().describe('of what followed') })

/** The operations that every kind of unit has. */
function unitOperations<Kind extends UnitKind, New extends z.ZodType, Edit extends z.ZodType>(
  kind: Kind,
  one: string,
  created: New,
  edit: Edit,
) {
  return {
    list: operation({
      method: 'GET',
      path: `/${kind}`,
      summary: `The ${kind}: search by name, page`,
      query: listQuery(['name', 'members', 'place']).extend({
        companyId: idText.optional().describe('departments only'),
        belowId: idText.optional().describe('departments only: those below this one, at any depth'),
        archived: archivedFilter,
      }),
      response: pageOf(unitListItem),
    }),
    create: operation({
      method: 'POST',
      path: `/${kind}`,
      summary: `Create a ${one}`,
      body: created,
      response: unitListItem,
    }),
    read: operation({
      method: 'GET',
      path: `/${kind}/:unitId`,
      version: { of: kind, by: 'unitId' },
      summary: `One ${one}`,
      params: unitId,
      response: unitListItem,
    }),
    edit: operation({
      method: 'PATCH',
      path: `/${kind}/:unitId`,
      previews: true,
      version: { of: kind, by: 'unitId' },
      summary: `Edit a ${one}`,
      params: unitId,
      body: edit,
      response: moved,
    }),
    archive: operation({
      method: 'POST',
      path: `/${kind}/:unitId/archive`,
      previews: true,
      summary: `Archive a ${one}${takesAlong[kind]}: it leads nowhere, and rules that name it are held`,
      params: unitId,
      body: z.strictObject({ confirm }).nullish(),
      response: moved,
    }),
    restore: operation({
      method: 'POST',
      path: `/${kind}/:unitId/restore`,
      previews: true,
      summary: `Restore a ${one}${takesAlong[kind] && ', with what was archived along with it'}`,
      params: unitId,
      body: z.strictObject({ notify: z.boolean().default(true), confirm }).nullish(),
      response: moved,
    }),
    members: operation({
      method: 'GET',
      path: `/${kind}/:unitId/members`,
      summary: `The users in a ${one}`,
      params: unitId,
      query: listQuery(['name']),
      response: pageOf(member),
    }),
  }
}

/** Teams, functions and groups are joined; a user is in one company and at most one department, and moves there. */
function addMembers(kind: UnitKind, summary: string) {
  return operation({
    method: 'POST',
    path: `/${kind}/:unitId/members`,
    previews: true,
    summary,
    params: unitId,
    body: z.strictObject({ userIds: ids(100_000), confirm }),
    response: z.object({ batchId: z.number() }),
  })
}

/** Nobody is removed from a company: everybody is in one. */
function removeMembers(kind: Exclude<UnitKind, 'companies'>, summary: string) {
  return operation({
    method: 'DELETE',
    path: `/${kind}/:unitId/members`,
    previews: true,
    summary,
    params: unitId,
    body: z.strictObject({ userIds: ids(100_000), confirm }),
    response: z.object({ batchId: z.number() }),
  })
}

function memberOperations(kind: 'teams' | 'functions' | 'groups', one: string) {
  return {
    addMembers: addMembers(kind, `Add users to a ${one}`),
    removeMembers: removeMembers(kind, `Remove users from a ${one}`),
  }
}

const newName = z.strictObject({ name })
const editName = z.strictObject({ name: name.optional(), confirm })

export const companies = {
  ...unitOperations('companies', 'company', newName, editName),
  addMembers: addMembers('companies', 'Move users to a company; from another, they leave their department'),
}
export const departments = {
  ...unitOperations(
    'departments',
    'department',
    z.strictObject({ name, companyId: id, parentId: id.nullable().default(null) }),
    z.strictObject({
      name: name.optional(),
      companyId: id.optional().describe('another company takes those below it, and everybody in them, along'),
      parentId: id.nullable().optional(),
      confirm,
    }),
  ),
  addMembers: addMembers('departments', 'Move users to a department, and to its company'),
  removeMembers: removeMembers(
    'departments',
    'Remove users from a department and those below it; they stay in its company',
  ),
}
export const teams = { ...unitOperations('teams', 'team', newName, editName), ...memberOperations('teams', 'team') }
export const functions = {
  ...unitOperations('functions', 'function', newName, editName),
  ...memberOperations('functions', 'function'),
}
export const groups = {
  ...unitOperations('groups', 'group', newName, editName),
  ...memberOperations('groups', 'group'),
}
