import { z } from 'zod'
import { language } from '../learning/contract.ts'
import { unitKind } from '../organization/contract.ts'
import {
  confirm,
  day,
  emailAddress,
  id,
  ids,
  idsText,
  idText,
  line,
  listQuery,
  named,
  operation,
  pageOf,
  search,
  someText,
} from '../platform/contract.ts'

export const userRole = z.enum(['administrator', 'learner'])
export type UserRole = z.infer<typeof userRole>

export const userStatus = z.enum(['active', 'inactive'])
export type UserStatus = z.infer<typeof userStatus>

export const userListItem = named.extend({
  email: z.string(),
  employeeNumber: z.string().nullable(),
  role: userRole,
  status: userStatus,
  company: named,
  department: named.nullable(),
  manager: named.nullable(),
  language,
  addedOn: day,
  enrollments: z.number().int().describe('active and kept enrollments'),
  already: z.boolean().describe('is there already: enrolled in, a member of or a holder of what was asked about'),
  excluded: z.boolean().describe('is excluded from what was asked about in `forActivity`'),
})
export type UserListItem = z.infer<typeof userListItem>

export const user = userListItem.omit({ already: true, excluded: true }).extend({
  teams: z.array(named),
  functions: z.array(named),
  groups: z.array(named),
  qualifications: z.array(named).describe('given directly'),
  reports: z.number().int().describe('active direct reports'),
  canSignIn: z.boolean().describe('has set a password'),
})
export type User = z.infer<typeof user>

/** Teams, functions, groups or qualifications that one user can have. */
export const mostOfKind = 500

export const newUser = z.strictObject({
  name: line(200),
  email: emailAddress,
  employeeNumber: line(100).nullable().default(null),
  role: userRole.default('learner'),
  companyId: id,
  departmentId: id.nullable().default(null),
  managerId: id.nullable().default(null),
  language: language.optional().describe("the academy's when left out"),
  addedOn: day.optional().describe("the academy's today when left out"),
  teamIds: ids(mostOfKind).default([]),
  functionIds: ids(mostOfKind).default([]),
  groupIds: ids(mostOfKind).default([]),
  qualificationIds: ids(mostOfKind).default([]),
  invite: z.boolean().default(false).describe('also send a link to set a password'),
})
export type NewUser = z.infer<typeof newUser>

export const userEdit = z.strictObject({
  name: line(200).optional(),
  email: emailAddress.optional(),
  employeeNumber: line(100).nullable().optional(),
  role: userRole.optional(),
  status: userStatus.optional(),
  companyId: id.optional(),
  departmentId: id.nullable().optional(),
  managerId: id.nullable().optional(),
  language: language.optional(),
  addedOn: day.optional(),
  teamIds: ids(mostOfKind).optional().describe('the whole set; what is left out is removed'),
  functionIds: ids(mostOfKind).optional(),
  groupIds: ids(mostOfKind).optional(),
  qualificationIds: ids(mostOfKind).optional(),
})
export type UserEdit = z.infer<typeof userEdit>

const userId = z.object({ userId: idText })
export const changedUser = user.extend({ batchId: z.number().describe('of what followed') })

/** What a list of users is narrowed to: all of it has to be met, and of several values in one, any. */
const userFilters = {
  status: userStatus.optional(),
  role: userRole.optional(),
  companyId: idsText.optional().describe('ids, as `3,7`'),
  departmentId: idsText.optional().describe('ids; those in the departments below are in it too'),
  teamId: idsText.optional().describe('ids'),
  functionId: idsText.optional().describe('ids'),
  groupId: idsText.optional().describe('ids'),
  language: someText(language).optional().describe('codes, as `en,nl`'),
  managerId: idsText.optional().describe('ids: direct reports'),
  underId: idsText.optional().describe('ids: active reports, direct and indirect'),
  isManager: z.stringbool().optional().describe('has active reports, or has none'),
  addedFrom: day.optional(),
  addedUntil: day.optional().describe('the last day'),
}

/** What people may be in already, which a list marks, and all that match leave out. */
const marks = {
  forActivity: idText.optional().describe('who is enrolled in it already, or excluded from it'),
  forQualification: idText.optional().describe('who was given it directly already'),
  forUnit: unitKind.optional().describe('with `forUnitId`: who is in it already'),
  forUnitId: idText.optional(),
}

export const listUsers = operation({
  method: 'GET',
  path: '/users',
  summary: 'Users: search by name, e-mail or employee number, filter, sort, page',
  query: listQuery(['name', 'email', 'addedOn']).extend({
    ...userFilters,
    ...marks,
    glance: z
      .stringbool()
      .optional()
      .describe(
        'for whoever types on: of more than a thousand who match, the first of some thousand, and no further page',
      ),
  }),
  response: pageOf(userListItem),
})

/** As many as one act takes. */
export const mostAtOnce = 100_000

/** Users to do something with. */
export const userIds = z.object({
  ids: z.array(z.number()).max(mostAtOnce),
  more: z.boolean().describe('more match than one act takes'),
})

/** All that match, to do something with: the ids behind *Select all matches*. */
export const listUserIds = operation({
  method: 'GET',
  path: '/users/ids',
  summary: 'The ids of the users that match, at most 100,000, by name; without those who are there already',
  query: z.object({ search: search.optional(), ...userFilters, ...marks }),
  response: userIds,
})

export const createUser = operation({
  method: 'POST',
  path: '/users',
  previews: true,
  summary: 'Create a user; every enrollment that follows exists when this answers',
  body: newUser.extend({ confirm }),
  response: changedUser,
})

export const readUser = operation({
  method: 'GET',
  path: '/users/:userId',
  version: { of: 'user', by: 'userId' },
  summary: 'One user',
  params: userId,
  response: user,
})

export const editUser = operation({
  method: 'PATCH',
  path: '/users/:userId',
  previews: true,
  version: { of: 'user', by: 'userId' },
  summary: 'Edit a user; every enrollment that follows has changed when this answers',
  params: userId,
  body: userEdit.extend({ confirm }),
  response: changedUser,
})

/** What several users can be given at once. */
export const usersEdit = z.strictObject({
  userIds: ids(mostAtOnce, 1),
  status: userStatus.optional(),
  companyId: id.optional().describe('who comes from another company leaves the department'),
  departmentId: id.nullable().optional().describe('of the company given, or else of its own, where they then are too'),
  managerId: id.nullable().optional(),
  language: language.optional(),
})

export type UsersEdit = z.infer<typeof usersEdit>

export const editUsers = operation({
  method: 'PATCH',
  path: '/users',
  previews: true,
  summary: 'Edit several users alike; every enrollment that follows has changed when this answers, or is on its way',
  body: usersEdit
    .extend({ confirm })
    .refine(
      ({ userIds: _, confirm: __, ...edit }) => Object.values(edit).some((value) => value !== undefined),
      'Nothing to change was given.',
    ),
  response: z.object({
    batchId: z.number().describe('of what followed'),
    edited: z.number().int().describe('users who are now other than before'),
  }),
})

/** A column pasted from a spreadsheet: which of these addresses are users. */
export const findUsersByEmail = operation({
  method: 'POST',
  path: '/users/by-email',
  summary: 'Find users by a list of e-mail addresses; unknown ones are returned as given',
  body: z.strictObject({
    emails: z.array(z.string().max(500)).max(10_000),
    forActivity: id.optional(),
    forQualification: id.optional(),
    forUnit: unitKind.optional(),
    forUnitId: id.optional(),
  }),
  response: z.object({ users: z.array(userListItem), unknown: z.array(z.string()) }),
})

/** Whoever has not started in so many days needs a word. */
export const lateAfterDays = 30

/** My Team: the people of the manager who asks. */
export const listTeamMembers = operation({
  method: 'GET',
  path: '/team/members',
  summary: 'My Team: direct and indirect reports, and the people of granted companies, departments, teams',
  query: listQuery(['name', 'company']).extend({
    attention: z
      .stringbool()
      .optional()
      .describe('only those who have something late or expired, or only those who have not'),
  }),
  response: pageOf(
    userListItem
      .pick({ id: true, name: true, email: true, company: true, department: true, enrollments: true })
      .extend({
        completed: z.number().int().describe('of the enrollments, those validly completed'),
        expired: z.number().int().describe('of those that are required, the ones whose completion has run out'),
        late: z.number().int().describe(`of those that are required, the ones not started in ${lateAfterDays} days`),
      }),
  ),
})

// My settings: what a person may change about themselves.
export const editMyself = operation({
  method: 'PATCH',
  path: '/me',
  summary: 'Change my own language',
  body: z.strictObject({ language: language.optional() }),
  response: user,
})
