import { listUsers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import type { Found } from '../kit/SearchList.tsx'

/** Active users by name, e-mail or number, each with the facts that tell them apart. */
export async function findUsers(term: string, signal: AbortSignal): Promise<Found[]> {
  const asked = { search: term, status: 'active', sort: 'name', glance: 'true', limit: 50 } as const
  const { items } = await call(listUsers, { query: asked }, signal)
  return items.map(({ id, name, email, company, department }) => ({
    id,
    title: name,
    detail: [department?.name ?? company.name, email].join(' · '),
  }))
}
