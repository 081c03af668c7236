import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Outcome } from '../../server/enrollment/contract.ts'
import { followBatch as operation } from '../../server/history/contract.ts'
import { listen } from '../kit/api.ts'
import { formatIn } from '../kit/format.ts'
import { queryClient } from '../kit/query.ts'
import { toast } from '../kit/toast.tsx'
import { changesSentence } from './changes.ts'

/** A browser opens few connections to one server; the rest of the screen needs some of them. */
export const mostFollowed = 3

/** How far a batch is; and once the server told of it, what it has done so far. */
export type Followed = Pick<Outcome, 'progress'> & Partial<Outcome>

let followed: ReadonlyMap<number, Followed> = new Map()
const listeners = new Set<() => void>()

/** Follows an act whose rest runs in the background, until it is done; then says what followed and reads all anew. */
export function followBatch({ state, batchId, progress }: Pick<Outcome, 'state' | 'batchId' | 'progress'>): void {
  if (state !== 'running') return
  remember([...remembered(), batchId])
  follow(batchId, { progress })
}

/** Follows work that is under way, whoever began it. Who began it here is told what followed. */
export function follow(batchId: number, begun: Followed): void {
  if (followed.has(batchId) || followed.size >= mostFollowed) return
  change(new Map([...followed, [batchId, begun]]))
  const input = { params: { batchId } }
  listen(operation, input, {
    hear: (outcome) => {
      if (outcome.state === 'running') change(new Map([...followed, [batchId, outcome]]))
      else void finish(outcome)
      return outcome.state === 'running'
    },
    lost: () => forget(batchId),
  })
}

/** After a reload: what was begun from this window and may still run. */
export function followRemembered(): void {
  for (const batchId of remembered()) follow(batchId, { progress: 0 })
}

async function finish(outcome: Outcome): Promise<void> {
  const isMine = remembered().includes(outcome.batchId)
  forget(outcome.batchId)
  if (isMine) toast.done(changesSentence(i18next.t, formatIn(i18next.language), outcome))
  await queryClient.invalidateQueries()
}

function forget(batchId: number): void {
  remember(remembered().filter((one) => one !== batchId))
  change(new Map([...followed].filter(([one]) => one !== batchId)))
}

const place = 'muster-running'

function remembered(): number[] {
  const ids: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
  return Array.isArray(ids) ? ids.filter((one) => Number.isInteger(one)) : []
}

function remember(batchIds: readonly number[]): void {
  if (batchIds.length === 0) sessionStorage.removeItem(place)
  else sessionStorage.setItem(place, JSON.stringify([...new Set(batchIds)]))
}

function change(next: ReadonlyMap<number, Followed>): void {
  followed = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How far the followed batches are, by their id. */
export function useFollowed(): ReadonlyMap<number, Followed> {
  return useSyncExternalStore(subscribe, () => followed)
}
