import { z } from 'zod'
import { activityRef, onLeaving } from '../../learning/contract.ts'
import { unitKind } from '../../organization/contract.ts'
import {
  archivedFilter,
  confirm,
  id,
  ids,
  idText,
  moment,
  named,
  notFoundByName,
  operation,
  pastedNames,
  search,
  someOf,
  someText,
} from '../../platform/contract.ts'
import { causeKind, ofActivity, ofQualification, outcome } from '../contract.ts'

// Assignments: what is linked to a unit.

/** So many are made by one act. */
export const mostAssigned = 500

export const assignmentTarget = z.object({
  kind: z.enum(['activity', 'qualification']),
  id: z.number(),
  name: z.string(),
  type: activityRef.shape.type.nullable(),
  archived: z.boolean().describe('leads nowhere until it is restored'),
})
export type AssignmentTarget = z.infer<typeof assignmentTarget>

export const assignment = z.object({
  id: z.number(),
  target: assignmentTarget,
  onLeaving: onLeaving.nullable(),
  includesBelow: z.boolean().describe('departments only: also leads the departments below here'),
  since: moment,
})
export type Assignment = z.infer<typeof assignment>

const ofUnit = z.object({ unit: unitKind, unitId: idText })

export const listAssignments = operation({
  method: 'GET',
  path: '/organisation/:unit/:unitId/assignments',
  summary: 'What is assigned to a part of the organisation',
  params: ofUnit,
  query: z.object({ archived: archivedFilter }),
  response: z.object({ items: z.array(assignment) }),
})

export const editAssignments = operation({
  method: 'PATCH',
  path: '/organisation/:unit/:unitId/assignments',
  summary: 'Assign learning activities and qualifications to a part of the organisation, or end assignments',
  previews: true,
  params: ofUnit,
  body: z
    .strictObject({
      add: z
        .array(
          z.strictObject({
            targetId: id,
            onLeaving: onLeaving.nullable().default(null),
            includesBelow: z.boolean().default(true),
          }),
        )
        .max(mostAssigned)
        .default([]),
      edit: z
        .array(z.strictObject({ assignmentId: id, onLeaving: onLeaving.nullable() }))
        .max(mostAssigned)
        .default([]),
      remove: ids(500).default([]),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine((given) => given.add.length + given.edit.length + given.remove.length > 0, 'Nothing to change was given.'),
  response: z.object({ items: z.array(assignment), outcome }),
})

export const copyAssignments = operation({
  method: 'POST',
  path: '/organisation/:unit/:unitId/assignments/copy',
  summary: 'Assign to a part of the organisation what is assigned to another, with its on leaving',
  previews: true,
  params: ofUnit,
  body: z.strictObject({
    from: z.strictObject({ unit: unitKind, unitId: id }),
    notify: z.boolean().default(true),
    confirm,
  }),
  response: z.object({
    items: z.array(assignment),
    outcome,
    copied: z.number().int(),
    already: z.number().int().describe('assigned here before; its on leaving stays as it is'),
  }),
})

const target = assignmentTarget.extend({ already: z.boolean().describe('the unit asked about has it') })
const targetsAsked = {
  kind: assignmentTarget.shape.kind.optional().describe('only one kind'),
  unit: unitKind.optional().describe('with `unitId`: marks what this unit has already'),
}

/** What an assignment can lead to: learning activities and qualifications in one search. */
export const listTargets = operation({
  method: 'GET',
  path: '/targets',
  summary: 'Learning activities and qualifications: search by title or name',
  query: z.object({
    search: search.optional(),
    ...targetsAsked,
    unitId: idText.optional(),
    already: z.stringbool().optional().describe('only what the unit has already, or only what it has not'),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
  }),
  response: z.object({
    items: z.array(target),
    total: z.number().int(),
    uncounted: z.boolean().default(false).describe('there are more than `total`, and nobody counted them'),
  }),
})

export const findTargetsByName = operation({
  method: 'POST',
  path: '/targets/by-name',
  summary: 'Find learning activities and qualifications by a list of titles and names, in any language',
  body: z.strictObject({ names: pastedNames, ...targetsAsked, unitId: id.optional() }),
  response: z.object({ items: z.array(target), ...notFoundByName }),
})

/** Parts of the organisation and qualifications: what can lead to learning. */
export const leaderKind = z.enum(['companies', 'departments', 'teams', 'functions', 'groups', 'qualifications'])
export type LeaderKind = z.infer<typeof leaderKind>

export const foundLeader = named.extend({
  kind: leaderKind,
  company: named.nullable().describe('departments only'),
  above: z.array(named).describe('departments only: those it stands below, from the top down'),
})
export type FoundLeader = z.infer<typeof foundLeader>

export const listLeaders = operation({
  method: 'GET',
  path: '/leaders',
  summary: 'Parts of the organisation and qualifications: search by name, kind by kind',
  query: z.object({
    search: search.optional(),
    kinds: someText(leaderKind).optional().describe('as `teams,groups`; all when left out'),
    each: z.coerce.number().int().min(1).max(mostAssigned).default(20).describe('at most so many of each kind'),
  }),
  response: z.object({
    items: z.array(foundLeader).describe(`at most ${mostAssigned}`),
    total: z.number().int().describe('all that match'),
  }),
})

export const findLeadersByName = operation({
  method: 'POST',
  path: '/leaders/by-name',
  summary: 'Find parts of the organisation and qualifications by a list of names',
  body: z.strictObject({ names: pastedNames, kinds: z.array(leaderKind).min(1).optional() }),
  response: z.object({ items: z.array(foundLeader), ...notFoundByName }),
})

const leading = z.object({
  assignmentId: z.number(),
  kind: causeKind,
  audience: named.nullable(),
  through: named.nullable(),
  onLeaving: onLeaving.nullable(),
  since: moment,
})
export type Leading = z.infer<typeof leading>

export const assignedTo = operation({
  method: 'GET',
  path: '/activities/:activityId/assignments',
  summary: 'The units and qualifications that lead to a learning activity',
  params: ofActivity,
  response: z.object({ items: z.array(leading) }),
})

const unitsToAssign = z
  .array(
    z.strictObject({
      unit: unitKind,
      unitId: id,
      onLeaving: onLeaving.nullable().default(null),
      includesBelow: z.boolean().default(true),
    }),
  )
  .max(mostAssigned)
  .default([])
const givesSomething = (given: { units: unknown[]; qualificationIds?: unknown[]; remove: unknown[] }) =>
  given.units.length + (given.qualificationIds?.length ?? 0) + given.remove.length > 0

export const assignActivity = operation({
  method: 'PATCH',
  path: '/activities/:activityId/assignments',
  summary: 'Assign a learning activity to parts of the organisation, put it into qualifications, or end assignments',
  previews: true,
  params: ofActivity,
  body: z
    .strictObject({
      units: unitsToAssign,
      qualificationIds: ids(500).default([]).describe('qualifications that are to contain it too'),
      remove: ids(500).default([]).describe('assignments of it that end'),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine(givesSomething, 'Nothing to change was given.'),
  response: outcome,
})

export const qualificationAssignedTo = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId/assignments',
  summary: 'The units and rules that lead to a qualification',
  params: ofQualification,
  response: z.object({ items: z.array(leading) }),
})

export const assignQualification = operation({
  method: 'PATCH',
  path: '/qualifications/:qualificationId/assignments',
  summary: 'Assign a qualification to parts of the organisation, or end assignments',
  previews: true,
  params: ofQualification,
  body: z
    .strictObject({
      units: unitsToAssign,
      remove: ids(500).default([]).describe('assignments of it that end'),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine(givesSomething, 'Nothing to change was given.'),
  response: outcome,
})

// What refers to a thing: shown before it is archived.

/** Departments of different companies, or below different others, may have one name. */
const placed = named.extend({
  place: z.string().nullable().describe('of a department, what it stands in: "Rakema · Warehouse"'),
})

const reference = z.object({
  assignmentId: z.number(),
  kind: causeKind,
  audience: placed.nullable(),
  target: assignmentTarget,
})

export const references = z.object({
  people: someOf(named).describe(
    'active users in it; of an activity its participants, of a qualification its direct holders',
  ),
  departments: someOf(placed).describe('of a company, or below a department: they are archived along'),
  assignments: someOf(reference).describe('to it and to the departments archived along; or what leads to it'),
  rules: someOf(named).describe('rules, but ended ones, that name it or lead to it'),
  qualifications: someOf(named).describe('that contain the learning activity'),
  grants: someOf(named).describe('users who were granted its people'),
})
export type References = z.infer<typeof references>

export const unitReferences = operation({
  method: 'GET',
  path: '/organisation/:unit/:unitId/references',
  summary: 'What refers to a part of the organisation',
  params: ofUnit,
  response: references,
})

export const activityReferences = operation({
  method: 'GET',
  path: '/activities/:activityId/references',
  summary: 'What refers to a learning activity',
  params: ofActivity,
  response: references,
})

export const qualificationReferences = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId/references',
  summary: 'What refers to a qualification',
  params: ofQualification,
  response: references,
})
