import { z } from 'zod'
import {
  archivedFilter,
  confirm,
  id,
  ids,
  idsText,
  idText,
  line,
  listQuery,
  named,
  notFoundByName,
  operation,
  pageOf,
  pastedNames,
  prose,
  search,
} from '../platform/contract.ts'

/** Languages that people and texts can have. The screens and mails speak `en` and `nl`; others fall back to the academy's. */
export const language = z.enum(['en', 'nl', 'de', 'fr'])
export type Language = z.infer<typeof language>

export const activityType = z.enum(['e-learning', 'classroom', 'webinar', 'document', 'exam', 'video'])
export type ActivityType = z.infer<typeof activityType>

/** What happens to an enrollment when the last cause ends because facts changed. */
export const onLeaving = z.enum(['withdraw', 'withdraw-if-not-started', 'keep'])
export type OnLeaving = z.infer<typeof onLeaving>

export const activityRef = z.object({ id: z.number(), title: z.string(), type: activityType })
export type ActivityRef = z.infer<typeof activityRef>

export const activityText = z.object({
  language,
  title: line(300),
  description: prose(20_000).default(''),
  link: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2000)]).default(''),
})
export type ActivityText = z.infer<typeof activityText>

const archived = z.boolean().describe('required by nothing, until it is restored')

export const activityListItem = activityRef.extend({
  languages: z.array(language),
  participants: z.number().int().describe('users with an active or kept enrollment'),
  already: z.boolean().describe('the user asked about in `forUser` is enrolled already'),
  excluded: z.boolean().describe('the user asked about in `forUser` is excluded from it'),
  archived,
})
export type ActivityListItem = z.infer<typeof activityListItem>

export const activity = activityRef.extend({
  texts: z.array(activityText),
  onLeaving: onLeaving.nullable(),
  validMonths: z.number().int().nullable(),
  selfCompletion: z.boolean(),
  participants: z.number().int(),
  archived,
})
export type Activity = z.infer<typeof activity>

const texts = z
  .array(activityText)
  .min(1)
  .max(language.options.length)
  .refine(
    (given) => new Set(given.map((text) => text.language)).size === given.length,
    'Each language may be given once.',
  )

export const newActivity = z.strictObject({
  type: activityType,
  texts,
  onLeaving: onLeaving.nullable().default(null),
  validMonths: z.number().int().min(1).max(1200).nullable().default(null),
  selfCompletion: z.boolean().default(true),
})
export type NewActivity = z.infer<typeof newActivity>

export const activityEdit = z.strictObject({
  type: activityType.optional(),
  texts: texts.optional(),
  onLeaving: onLeaving.nullable().optional(),
  validMonths: z.number().int().min(1).max(1200).nullable().optional(),
  selfCompletion: z.boolean().optional(),
})
export type ActivityEdit = z.infer<typeof activityEdit>

const batchId = z.number().describe('of what followed')

export const listActivities = operation({
  method: 'GET',
  path: '/activities',
  summary: 'Learning activities: search by title, sort, page',
  query: listQuery(['title', 'type', 'participants']).extend({
    type: activityType.optional(),
    forUser: idText.optional(),
    archived: archivedFilter,
  }),
  response: pageOf(activityListItem),
})

/** As many as people are enrolled in by one act. */
export const mostActivities = 500

/** All that match, to do something with: what is behind *Select all matches*. */
export const listActivityMatches = operation({
  method: 'GET',
  path: '/activities/matches',
  summary: `The learning activities that match, at most ${mostActivities}, by title; without those that a user has already or is excluded from`,
  query: z.object({ search: search.optional(), forUser: idText.optional() }),
  response: z.object({
    items: z.array(activityRef).max(mostActivities),
    more: z.boolean().describe('more match than one act takes'),
  }),
})

export const findActivitiesByTitle = operation({
  method: 'POST',
  path: '/activities/by-title',
  summary: 'Find learning activities by a list of titles, in any language',
  body: z.strictObject({ titles: pastedNames, forUser: id.optional() }),
  response: z.object({
    items: z.array(activityRef.extend(activityListItem.pick({ already: true, excluded: true }).shape)),
    ...notFoundByName,
  }),
})

export const createActivity = operation({
  method: 'POST',
  path: '/activities',
  summary: 'Create a learning activity',
  body: newActivity,
  response: activity,
})

export const readActivity = operation({
  method: 'GET',
  path: '/activities/:activityId',
  version: { of: 'activity', by: 'activityId' },
  summary: 'One learning activity',
  params: z.object({ activityId: idText }),
  response: activity,
})

export const countCompleted = operation({
  method: 'GET',
  path: '/activities/completed',
  summary: 'How many of the participants of each of these learning activities have a valid completion',
  query: z.object({ activityIds: idsText }),
  response: z.object({ items: z.array(z.object({ id: z.number(), completed: z.number().int() })) }),
})

export const editActivity = operation({
  method: 'PATCH',
  path: '/activities/:activityId',
  previews: true,
  version: { of: 'activity', by: 'activityId' },
  summary: 'Edit a learning activity',
  params: z.object({ activityId: idText }),
  body: activityEdit.extend({ confirm }),
  response: activity.extend({ batchId }),
})

const archiving = z.strictObject({ confirm }).nullish()
const restoring = z.strictObject({ notify: z.boolean().default(true), confirm }).nullish()

export const archiveActivity = operation({
  method: 'POST',
  path: '/activities/:activityId/archive',
  previews: true,
  summary: 'Archive a learning activity: nothing requires it, and nobody is enrolled in it any more',
  params: z.object({ activityId: idText }),
  body: archiving,
  response: activity.extend({ batchId }),
})

export const restoreActivity = operation({
  method: 'POST',
  path: '/activities/:activityId/restore',
  previews: true,
  summary: 'Restore a learning activity: whatever leads to it does so again',
  params: z.object({ activityId: idText }),
  body: restoring,
  response: activity.extend({ batchId }),
})

// Qualifications: a set of learning activities that together qualify a person.

/** What one can contain at most. */
export const mostContained = 1000

export const qualificationListItem = named.extend({
  description: z.string(),
  activities: z.number().int(),
  holders: z.number().int().describe('users who were given it directly'),
  archived,
})
export type QualificationListItem = z.infer<typeof qualificationListItem>

export const qualification = named.extend({
  description: z.string(),
  activities: z.array(activityRef.extend({ archived })),
  holders: z.number().int(),
  archived,
})
export type Qualification = z.infer<typeof qualification>

export const listQualifications = operation({
  method: 'GET',
  path: '/qualifications',
  summary: 'Qualifications: search by name, page',
  query: listQuery(['name']).extend({ archived: archivedFilter }),
  response: pageOf(qualificationListItem),
})

export const createQualification = operation({
  method: 'POST',
  path: '/qualifications',
  summary: 'Create a qualification with its learning activities',
  body: z.strictObject({
    name: line(200),
    description: prose(20_000).default(''),
    activityIds: ids(mostContained).default([]),
  }),
  response: qualification,
})

export const readQualification = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId',
  version: { of: 'qualification', by: 'qualificationId' },
  summary: 'One qualification with its learning activities',
  params: z.object({ qualificationId: idText }),
  response: qualification,
})

export const editQualification = operation({
  method: 'PATCH',
  path: '/qualifications/:qualificationId',
  previews: true,
  version: { of: 'qualification', by: 'qualificationId' },
  summary: 'Edit a qualification: its name, description and set of learning activities',
  params: z.object({ qualificationId: idText }),
  body: z.strictObject({
    name: line(200).optional(),
    description: prose(20_000).optional(),
    activityIds: ids(mostContained).optional().describe('the whole set; what is left out is removed'),
    confirm,
  }),
  response: qualification.extend({ batchId }),
})

export const archiveQualification = operation({
  method: 'POST',
  path: '/qualifications/:qualificationId/archive',
  previews: true,
  summary: 'Archive a qualification: it leads to nothing any more',
  params: z.object({ qualificationId: idText }),
  body: archiving,
  response: qualification.extend({ batchId }),
})

export const restoreQualification = operation({
  method: 'POST',
  path: '/qualifications/:qualificationId/restore',
  previews: true,
  summary: 'Restore a qualification',
  params: z.object({ qualificationId: idText }),
  body: restoring,
  response: qualification.extend({ batchId }),
})
