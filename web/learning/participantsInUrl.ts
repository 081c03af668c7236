import { z } from 'zod'
import { enrollmentState } from '../../server/enrollment/contract.ts'
import { day } from '../../server/platform/contract.ts'

/** What the address of the participants holds beside search and page: in which state, or on which past day. */
export const participantsInUrl = z.object({
  state: enrollmentState.optional(),
  day: day.optional(),
})
