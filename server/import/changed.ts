import type { z } from 'zod'
import type { Db } from '../platform/database/database.ts'
import { readBarred, readToday } from './check.ts'
import type { ChangedUser, listChangedUsers as operation } from './contract.ts'
import { layoutOf } from './layout.ts'
import { resolve } from './resolve.ts'
import { readStored } from './stored.ts'

/**
 * Whom the good rows add and change, by reading them once more, as far as they are asked for: a check counts a million rows
 * without keeping who they are about.
 */
export async function listChangedUsers(
  db: Db,
  input: { importId: number; query: z.output<typeof operation.query> },
): Promise<z.output<typeof operation.response>> {
  const { importId, query } = input
  const stored = await readStored(db, importId)
  if (stored.action !== 'users' || stored.state === 'started') return { items: [], more: false }
  const reading = {
    importId,
    layout: layoutOf(stored.action, stored),
    today: await readToday(db),
    barred: await readBarred(db, importId),
  }
  const until = query.skip + query.limit
  const found: ChangedUser[] = []
  for await (const { changed } of resolve(db, reading)) {
    found.push(...(changed?.() ?? []).filter((one) => isAskedFor(one, query)))
    if (found.length > until) break
  }
  return { items: found.slice(query.skip, until), more: found.length > until }
}

function isAskedFor({ kind, name, email }: ChangedUser, asked: z.output<typeof operation.query>): boolean {
  const isOfKind = !asked.kind || kind === asked.kind || (asked.kind === 'edited' && kind === 'deactivated')
  return isOfKind && `${name} ${email}`.toLowerCase().includes((asked.search ?? '').toLowerCase())
}
