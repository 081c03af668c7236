import { describeBatch } from '../../server/history/contract.ts'
import { query } from '../kit/query.ts'

export const batchQuery = (batchId: number) => query(describeBatch, { params: { batchId } })
