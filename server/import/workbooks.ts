import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Download } from '../platform/export/export.ts'
import { invalid } from '../platform/problem.ts'
import type { ImportAction } from './contract.ts'
import { thingsOf } from './contract.ts'
import { nameThings } from './layout.ts'
import { fieldsOf, headerKey, headers } from './vocabulary.ts'

export async function templateOf(
  db: Db,
  input: { action: ImportAction; things: readonly number[]; language: Language },
): Promise<Download> {
  throw invalid([{ field: 'things', message: 'not yet' }])
}
export async function problemFileOf(db: Db, input: { importId: number; language: Language }): Promise<Download> {
  throw invalid([{ field: 'things', message: 'not yet' }])
}
