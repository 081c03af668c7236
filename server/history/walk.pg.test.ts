import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { seed } from '../../test/seed.ts'
import { type Page, passingOver, walkPage } from '../platform/database/page.ts'
import { stretchOfMany } from './walk.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await sql`create table rectangles (id bigint primary key, size int not null)`.execute(database.db)
})
afterAll(() => database.drop())

function page(limit: number, place: { after?: string; before?: string; at?: number }): Promise<Page<string>> {
  return walkPage({
    order: 'at',
    types: ['bigint', 'int'],
    asked: { limit, ...place },
    find: passingOver(async (stretch) => {
      const rows = sql`select id, size from rectangles where true`
      const found = await sql<{ id: number; n: number }>`${stretchOfMany({ rows, stretch })}`.execute(database.db)
      return found.rows.map(({ id, n }) => ({ item: `${id} ${n}`, keys: [String(id), String(n)] }))
    }),
    count: async () => {
      const { rows } = await sql<{ n: number }>`select coalesce(sum(size), 0) as n from rectangles`.execute(database.db)
      return Number(rows[0]?.n)
    },
  })
}

test('rows that stand for many are walked like as many rows, whichever way, whatever a page holds', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 12 }), async (sizes, limit) => {
      await sql`truncate rectangles`.execute(database.db)
      await sql`
        insert into rectangles select nth * 3, size from unnest(${sizes}::int[]) with ordinality as given (size, nth)
      `.execute(database.db)
      const all = sizes.flatMap((size, nth) => Array.from({ length: size }, (_, n) => `${(nth + 1) * 3} ${n + 1}`))
      let one = await page(limit, {})
      const forward = [...one.items]
      while (one.next) {
        one = await page(limit, { after: one.next })
        forward.push(...one.items)
      }
      expect(forward).toEqual(all)
      const backward = [...one.items]
      while (one.previous) {
        one = await page(limit, { before: one.previous })
        backward.unshift(...one.items)
      }
      expect(backward).toEqual(all)
      for (const [place] of all.entries()) {
        const { from, items } = await page(limit, { at: place + 1 })
        expect({ from, items }).toEqual({ from: place + 1, items: all.slice(place, place + limit) })
      }
    }),
    { seed, numRuns: 20 },
  )
})
