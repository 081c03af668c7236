import { z } from 'zod'
import { day, moment, named, operation } from '../platform/contract.ts'

/** What kind of act enrolled somebody: by hand, an import, people who joined or moved, what was assigned to units, rules. */
export const enrolledBy = z.enum(['hand', 'import', 'people', 'assignments', 'rules', 'other'])
export type EnrolledBy = z.infer<typeof enrolledBy>

/** Of the standing enrollments of active users in a unit, how many are validly completed. */
const completion = named.extend({ enrollments: z.number().int(), completed: z.number().int() })
export type Completion = z.infer<typeof completion>

export const plots = z.object({
  weeks: z
    .array(z.object({ week: day, by: z.record(enrolledBy, z.number().int()) }))
    .describe('enrollments begun, in each of the last 26 weeks, by its Monday; weeks without any are there too'),
  companies: z.array(completion).describe('the ten with most enrollments'),
  departments: z.array(completion).describe('the ten with most enrollments, without those below them'),
})
export type Plots = z.infer<typeof plots>

export const readPlots = operation({
  method: 'GET',
  path: '/home/plots',
  summary: 'Enrollments over time by kind of act, and completion by company and department',
  response: z.object({
    plots: plots.nullable().describe('null: being counted for the first time'),
    countedAt: moment.nullable(),
    isBeingCounted: z.boolean().describe('newer ones are on their way'),
  }),
})
