import i18next from 'i18next'
import type { Outcome } from '../../server/enrollment/contract.ts'
import { followBatch as operation } from '../../server/history/contract.ts'
import { listen } from '../kit/api.ts'
import { formatIn } from '../kit/format.ts'
import { queryClient } from '../kit/query.ts'
import { shared } from '../kit/shared.ts'
import { toast } from '../kit/toast.tsx'
import { changesSentence } from './changes.ts'

/** A browser opens few connections to one server; the rest of the screen needs some of them. */
export const mostFollowed = 3

/** How far a batch is; and once the server told of it, what it has done so far. */
export type Followed = Pick<Outcome, 'progress'> & Partial<Outcome>

const followed = shared<ReadonlyMap<number, Followed>>(new Map())

/** Follows an act whose rest runs in the background, until it is done; then says what followed and reads all anew. */
export function followBatch({ state, batchId, progress }: Pick<Outcome, 'state' | 'batchId' | 'progress'>): void {
  if (state !== 'running') return
  remember([...remembered(), batchId])
  follow(batchId, { progress })
}

/** Follows work that is under way, whoever began it. Who began it here is told what followed. */
export function follow(batchId: number, begun: Followed): void {
  if (followed.get().has(batchId) || followed.get().size >= mostFollowed) return
  followed.set(new Map([...followed.get(), [batchId, begun]]))
  const input = { params: { batchId } }
  listen(operation, input, {
    hear: (outcome) => {
      if (outcome.state === 'running') followed.set(new Map([...followed.get(), [batchId, outcome]]))
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
  followed.set(new Map([...followed.get()].filter(([one]) => one !== batchId)))
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

/** How far the followed batches are, by their id. */
export function useFollowed(): ReadonlyMap<number, Followed> {
  return followed.use()
}
