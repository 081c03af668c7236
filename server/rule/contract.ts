import { z } from 'zod'
import { language } from '../learning/contract.ts'
import { day, id } from '../platform/contract.ts'

// Criteria: all have to be met. Within one, any of its values is enough; a negated one is met by whoever has none of them.

const negated = z.boolean().default(false).describe('met by whoever is in none of these')
const positive = z
  .literal(false, 'A date cannot be negated: say before, after or between instead.')
  .default(false)
  .describe('dates cannot be negated')

const values = z
  .array(id)
  .min(1)
  .max(10_000)
  .overwrite((given) => [...new Set(given)])

const codes = z
  .array(language)
  .min(1)
  .overwrite((given) => [...new Set(given)])

const unitCriterion = <Kind extends string>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), negated, ids: values })

const userCriterion = <Is extends string>(is: Is) =>
  z.strictObject({ kind: z.literal('user'), is: z.literal(is), negated, ids: values })

const addedCriterion = <Is extends string, Shape extends z.ZodRawShape>(is: Is, shape: Shape) =>
  z.strictObject({ kind: z.literal('added'), is: z.literal(is), negated: positive, ...shape })

const days = z.number().int().min(1).max(36_500)

export const criterion = z.discriminatedUnion('kind', [
  unitCriterion('company'),
  z.strictObject({
    kind: z.literal('department'),
    negated,
    ids: values,
    below: z.boolean().default(true).describe('in one of these or in a department below'),
  }),
  unitCriterion('team'),
  unitCriterion('function'),
  unitCriterion('group'),
  z.strictObject({ kind: z.literal('language'), negated, codes }),
  z.discriminatedUnion('is', [
    z
      .strictObject({ kind: z.literal('user'), is: z.literal('manager'), negated })
      .describe('has direct reports, or was granted people'),
    userCriterion('reports').describe('reports to one of these, at any depth'),
    userCriterion('reports-directly').describe('has one of these as manager'),
    userCriterion('exactly').describe('is one of these'),
  ]),
  z.discriminatedUnion('is', [
    addedCriterion('before', { day }).describe('that day is not in it'),
    addedCriterion('after', { day }).describe('that day is not in it'),
    addedCriterion('on', { day }),
    addedCriterion('between', { from: day, to: day }).describe('both days are in it'),
    addedCriterion('in-last-days', { days }).describe('1: today only; moves with the date'),
    addedCriterion('at-least-days-ago', { days }).describe('moves with the date'),
  ]),
])
export type Criterion = z.output<typeof criterion>

/** None is everyone. */
export const criteria = z.array(criterion).max(50)
