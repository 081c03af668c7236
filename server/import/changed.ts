import type { z } from 'zod'
import type { Db } from '../platform/database/database.ts'
import { readBarred, readToday } from './check.ts'
import { type ChangedUser, type ChangeKind, type listChangedUsers as operation, thingsOf } from './contract.ts'
import { layoutOf, nameThings } from './layout.ts'
import { resolve } from './resolve.ts'
import { readStored } from './stored.ts'

type Asked = Pick<z.output<typeof operation.query>, 'kind' | 'search'>

/** What becomes of whom the good rows are about, as far as they are asked for. */
export async function listChangedUsers(
  db: Db,
  input: { importId: number; query: z.output<typeof operation.query>; language: string },
): Promise<z.output<typeof operation.response>> {
  const { skip, limit } = input.query
  const items: ChangedUser[] = []
  let nth = 0
  for await (const one of changedUsers(db, { ...input, asked: input.query })) {
    if (items.length === limit) return { items, more: true }
    if (nth >= skip) items.push(one)
    nth += 1
  }
  return { items, more: false }
}

/** All of them, by reading the rows once more: a check counts a million without keeping who they are about. */
export async function* changedUsers(
  db: Db,
  input: { importId: number; asked: Asked; language: string },
): AsyncGenerator<ChangedUser> {
  const { importId, asked, language } = input
  const stored = await readStored(db, importId)
  const { action, state } = stored
  if (action === null || action === 'enroll' || state === 'started') return
  const layout = layoutOf(action, stored)
  const kind = thingsOf[action]
  const things = await nameThings(db, { kind, ids: [...new Set(layout.things.values())], language })
  const named = new Map(things.map((thing) => [thing.id, thing]))
  const reading = { importId, layout, today: await readToday(db), barred: await readBarred(db, importId) }
  for await (const { changed } of resolve(db, reading)) {
    for (const { thingId, ...rest } of changed?.() ?? []) {
      const one = { ...rest, thing: thingId === null ? null : (named.get(thingId) ?? null) }
      if (isAskedFor(one, asked)) yield one
    }
  }
}

const stays: ReadonlySet<ChangeKind> = new Set(['unchanged', 'notEnrolled'])

function isAskedFor({ kind, name, email, thing }: ChangedUser, asked: Asked): boolean {
  const isDeactivated = kind === 'deactivated' && asked.kind === 'edited'
  const isOfKind = asked.kind ? kind === asked.kind || isDeactivated : !stays.has(kind)
  const text = `${name} ${email} ${thing?.name ?? ''}`.toLowerCase()
  return isOfKind && text.includes((asked.search ?? '').toLowerCase())
}
