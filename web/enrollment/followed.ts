import { type Outcome, readBatch } from '../../server/enrollment/contract.ts'
import { call } from '../kit/api.ts'
import { followBatch } from './running.ts'

/**
 * What followed from an act that answers with its batch alone. What runs on in the background is followed there.
 *
 *     const { name, outcome } = await withOutcome(call(editUser, { params: { userId }, body }))
 */
export async function withOutcome<Answer extends { batchId: number }>(
  acting: Promise<Answer>,
): Promise<Answer & { outcome: Outcome }> {
  const answer = await acting
  const outcome = await call(readBatch, { params: { batchId: answer.batchId } })
  followBatch(outcome)
  return { ...answer, outcome }
}
