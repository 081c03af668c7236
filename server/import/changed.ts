import { sql } from 'kysely'
import type { z } from 'zod'
import { explainElse } from '../enrollment/endings.ts'
import type { Db } from '../platform/database/database.ts'
import { readBarred, readToday } from './check.ts'
import { type ChangedUser, type ChangeKind, type listChangedUsers as operation, thingsOf } from './contract.ts'
import { layoutOf, nameThings } from './layout.ts'
import { resolve } from './resolve.ts'
import type { Changed } from './resolved.ts'
import { readStored } from './stored.ts'

type Asked = Pick<z.output<typeof operation.query>, 'kind' | 'search'>
type Asking = { importId: number; asked: Asked; language: string }

/** What becomes of whom the good rows are about, as far as they are asked for. */
export async function listChangedUsers(
  db: Db,
  input: { importId: number; query: z.output<typeof operation.query>; language: string },
): Promise<z.output<typeof operation.response>> {
  const { skip, limit } = input.query
  const found: Found[] = []
  let more = false
  let nth = 0
  for await (const one of findChanged(db, { ...input, asked: input.query })) {
    more = found.length === limit
    if (more) break
    if (nth >= skip) found.push(one)
    nth += 1
  }
  return { items: await withCauses(db, found), more }
}

/** So many are told why they stay at once. */
const explainedAtOnce = 500

/** All of them. */
export async function* changedUsers(db: Db, input: Asking): AsyncGenerator<ChangedUser> {
  let found: Found[] = []
  for await (const one of findChanged(db, input)) {
    found.push(one)
    if (found.length < explainedAtOnce) continue
    yield* await withCauses(db, found)
    found = []
  }
  yield* await withCauses(db, found)
}

type Found = Changed & Pick<ChangedUser, 'thing'>

/** By reading the rows once more: a check counts a million without keeping who they are about. */
async function* findChanged(db: Db, { importId, asked, language }: Asking): AsyncGenerator<Found> {
  const stored = await readStored(db, importId)
  const { action, authorId, batchId } = stored
  if (action === null || action === 'enroll' || (batchId !== null && action !== 'unenroll')) return
  const layout = layoutOf(action, stored)
  const kind = thingsOf[action]
  const things = await nameThings(db, { kind, ids: [...new Set(layout.things.values())], language })
  const named = new Map(things.map((thing) => [thing.id, thing]))
  const reading = { importId, authorId, layout, today: await readToday(db), barred: await readBarred(db, importId) }
  for await (const { changed } of resolve(db, reading)) {
    const found = (changed?.() ?? [])
      .map((one) => ({ ...one, thing: one.thingId === null ? null : (named.get(one.thingId) ?? null) }))
      .filter((one) => isAskedFor(one, asked))
    yield* batchId === null ? found : await stayedSince(db, { batchId, found })
  }
}

/** Of whom a started import was about, those whose enrollment it did not end, and nothing has touched since. */
async function stayedSince(
  db: Db,
  { batchId, found }: { batchId: number; found: readonly Found[] },
): Promise<readonly Found[]> {
  const staying = found.filter(({ kind }) => kind === 'remains')
  const { rows } = await sql<{ user_id: number; activity_id: number }>`
    select e.user_id, e.activity_id
    from unnest(
      ${staying.map(({ userId }) => userId)}::int[], ${staying.map(({ thingId }) => thingId)}::int[]
    ) as given (user_id, activity_id)
    join enrollments e on e.user_id = given.user_id and e.activity_id = given.activity_id
    where e.batch_id < ${batchId}`.execute(db)
  const stayed = new Set(rows.map(({ user_id, activity_id }) => `${user_id} ${activity_id}`))
  return staying.filter(({ userId, thingId }) => stayed.has(`${userId} ${thingId}`))
}

/** With what else requires the enrollments that stay. */
async function withCauses(db: Db, found: readonly Found[]): Promise<ChangedUser[]> {
  const staying = found.filter(({ kind }) => kind === 'remains')
  const explained =
    staying.length === 0
      ? []
      : await explainElse(db, {
          userIds: [...new Set(staying.flatMap(({ userId }) => userId ?? []))],
          activityIds: [...new Set(staying.flatMap(({ thingId }) => thingId ?? []))],
        })
  const causes = Map.groupBy(explained, ({ userId, activityId }) => `${userId} ${activityId}`)
  return found.map(({ userId, thingId, ...one }) => ({
    ...one,
    causes: one.kind === 'remains' ? (causes.get(`${userId} ${thingId}`) ?? []).map(({ cause }) => cause) : [],
  }))
}

const stays: ReadonlySet<ChangeKind> = new Set(['unchanged', 'notEnrolled'])

function isAskedFor({ kind, name, email, thing }: Found, asked: Asked): boolean {
  const isOfKind = asked.kind ? kind === asked.kind : !stays.has(kind)
  const text = `${name} ${email} ${thing?.name ?? ''}`.toLowerCase()
  return isOfKind && text.includes((asked.search ?? '').toLowerCase())
}
