import { z } from 'zod'
import { unitKind } from '../organization/contract.ts'
import { named, operation, search } from '../platform/contract.ts'

const unit = named.extend({ company: named.nullable().describe('departments only') })

/** Whatever has a name, by kind; an activity's is its title as whoever asks reads it. */
export const found = z.object({
  users: z.array(named.extend({ email: z.string() })),
  activities: z.array(named),
  units: z.record(unitKind, z.array(unit)),
  qualifications: z.array(named),
  rules: z.array(named),
})
export type Found = z.infer<typeof found>

export const findByName = operation({
  method: 'GET',
  path: '/found',
  summary: 'Whatever has a name, by the words in it: the first few of each kind, without what is archived',
  query: z.object({ search, limit: z.coerce.number().int().min(1).max(20).default(6) }),
  response: found,
})
