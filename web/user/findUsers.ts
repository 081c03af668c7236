import { listUsers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import type { Matches } from '../kit/picking.ts'

export type Found = { id: number; title: string; detail: string }

/** Active users by name, e-mail or number, each with the facts that tell them apart. */
export async function findUsers(term: string, signal: AbortSignal): Promise<Matches<Found>> {
  const asked = { search: term, status: 'active', sort: 'name', glance: 'true', limit: 50 } as const
  const { items, total, uncounted } = await call(listUsers, { query: asked }, signal)
  const found = items.map(({ id, name, email, company, department }) => ({
    id,
    title: name,
    detail: [department?.name ?? company.name, email].join(' · '),
  }))
  return { items: found, total, isMore: uncounted }
}
