import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Download } from '../platform/export/export.ts'
import { invalid } from '../platform/problem.ts'
import type { ImportAction } from './contract.ts'

export async function templateOf(
  _db: Db,
  _input: { action: ImportAction; things: readonly number[]; language: Language },
): Promise<Download> {
  throw invalid([{ field: 'things', message: 'not yet' }])
}
export async function problemFileOf(_db: Db, _input: { importId: number; language: Language }): Promise<Download> {
  throw invalid([{ field: 'things', message: 'not yet' }])
}
