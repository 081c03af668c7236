import { z } from 'zod'
import { importAction, mostThings, problemKind } from '../../server/import/contract.ts'
import { useUrl } from '../kit/url.ts'

/** The steps of an import, in their order. */
export const steps = ['action', 'things', 'template', 'check', 'start'] as const
export type StepName = (typeof steps)[number]

const numbers = z
  .string()
  .transform((given) => [...new Set(given.split(',').map(Number))].filter((id) => Number.isInteger(id) && id > 0))
  .transform((ids) => ids.slice(0, mostThings))

const inUrl = z.object({
  /** Before there is a file: what is to be done, with which things, and whether their template was made. */
  action: importAction.optional(),
  things: numbers.optional(),
  template: z.literal('made').optional(),
  /** A folded step that somebody opened again. */
  step: z.enum(steps).optional(),
  /** The problems that are looked at: their kind, and their column if they have one. */
  problem: problemKind.optional(),
  column: z.coerce.number().int().min(0).optional(),
})

/** Where somebody is in an import, in its address. */
export function useImportUrl() {
  return useUrl(inUrl)
}
