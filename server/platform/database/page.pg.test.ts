import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { containsWords, keysetPage, type List, type Page } from './page.ts'

type Person = { id: number; name: string; born: string }

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await sql`create table people (id int primary key, name text not null, born date not null, seen timestamptz not null)`.execute(
    database.db,
  )
})
afterAll(() => database.drop())

async function settle(names: string[]): Promise<void> {
  await sql`truncate people`.execute(database.db)
  await sql`
    insert into people
    select position, name, date '1980-01-01' + (position % 3)::int, timestamptz '2026-01-01 10:00:00.123456+00' + position * interval '1 microsecond'
    from unnest(${names}::text[]) with ordinality as given (name, position)`.execute(database.db)
}

const byName: Pick<List, 'order' | 'sort'> = {
  order: 'name',
  sort: [{ by: sql`people.name collate "und-x-icu"`, type: 'text' }],
}

function people(asked: List['asked'], list: Partial<List> = {}): Promise<Page<Person>> {
  return keysetPage<Person>(database.db, {
    rows: sql`people`,
    id: sql`people.id`,
    ...byName,
    items: sql`select people.id, name, born from page join people using (id)`,
    asked,
    ...list,
  })
}

async function walk(list: Partial<List>, limit: number, forward: boolean): Promise<Page<Person>[]> {
  const pages: Page<Person>[] = []
  let page = await people({ limit }, list)
  while (!forward && page.next) page = await people({ limit, after: page.next }, list)
  for (;;) {
    pages.push(page)
    const cursor = forward ? page.next : page.previous
    if (!cursor) return pages
    page = await people(forward ? { limit, after: cursor } : { limit, before: cursor }, list)
  }
}

const names = (page: Page<Person>) => page.items.map(({ name }) => name)

describe('a page by keyset', () => {
  test('people are sorted as a reader expects, whatever their alphabet and accents', async () => {
    await settle(['Zoë', 'zebra', 'Émile', 'Emil', 'Ørsted', 'ann', 'Ann', 'Ömer', 'Żaneta', '李', 'Ольга', 'de Vries'])
    expect(names(await people({ limit: 50 }))).toEqual([
      'ann',
      'Ann',
      'de Vries',
      'Emil',
      'Émile',
      'Ömer',
      'Ørsted',
      'Żaneta',
      'zebra',
      'Zoë',
      'Ольга',
      '李',
    ])
  })

  const many = Array.from({ length: 23 }, (_, index) => `Name ${index % 5}`)
  const orders: Array<[string, Partial<List>]> = [
    ['name', byName],
    ['name, descending', { ...byName, descending: true }],
    ['day and name', { order: 'born', sort: [{ by: sql`people.born`, type: 'date' }, ...byName.sort] }],
    ['moment, descending', { order: 'seen', sort: [{ by: sql`people.seen`, type: 'timestamptz' }], descending: true }],
    ['number', { order: 'length', sort: [{ by: sql`length(people.name) + people.id % 2`, type: 'int' }] }],
  ]
  test.each(orders)('by %s: pages forward and backward show everybody once, in one order', async (_, list) => {
    await settle(many)
    const whole = (await people({ limit: 100 }, list)).items
    expect(new Set(whole.map(({ id }) => id)).size).toBe(many.length)
    for (const limit of [1, 4, 22, 23]) {
      const forward = await walk(list, limit, true)
      const backward = (await walk(list, limit, false)).reverse()
      expect(forward.flatMap(({ items }) => items)).toEqual(whole)
      expect(backward.flatMap(({ items }) => items)).toEqual(whole)
      expect(forward.map(({ from }) => from)).toEqual(forward.map((_page, index) => index * limit + 1))
      for (const page of backward) expect(whole[page.from - 1]).toEqual(page.items[0])
      for (const page of [...forward, ...backward]) expect(page.total).toBe(many.length)
      for (const [place] of whole.entries()) {
        const page = await people({ limit, at: place + 1 }, list)
        expect(page).toMatchObject({ from: place + 1, total: many.length, items: whole.slice(place, place + limit) })
        expect([page.previous !== null, page.next !== null]).toEqual([place > 0, place + limit < whole.length])
      }
    }
  })

  test.each([false, true])(
    'rows that come several to a person are in one order, descending: %s',
    async (descending) => {
      await settle(many)
      const list: Partial<List> = {
        rows: sql`people cross join generate_series(0, 2) as turn (nth)`,
        id: sql`people.id * 3 + turn.nth`,
        items: sql`select page.id, name, born from page join people on people.id = page.id / 3`,
        descending,
      }
      const whole = (await people({ limit: 100 }, list)).items
      expect(whole).toHaveLength(3 * many.length)
      const along = {
        ...list,
        people: { of: sql`people.id`, id: sql`people.id`, from: sql`people where true` },
        total: whole.length,
      }
      for (const limit of [1, 4, 68, 69]) {
        const forward = await walk(along, limit, true)
        const backward = (await walk(along, limit, false)).reverse()
        expect(forward.flatMap(({ items }) => items)).toEqual(whole)
        expect(backward.flatMap(({ items }) => items)).toEqual(whole)
        for (const at of [2, 30, 69]) {
          expect((await people({ limit, at }, along)).items).toEqual(whole.slice(at - 1, at - 1 + limit))
        }
      }
    },
  )

  test('who is added before a page meanwhile pushes nobody onto it twice', async () => {
    await settle(['B', 'C', 'D', 'E'])
    const first = await people({ limit: 2 })
    await sql`insert into people values (99, 'A', '1980-01-01', now())`.execute(database.db)
    expect(names(await people({ limit: 2, after: first.next ?? '' }))).toEqual(['D', 'E'])
  })

  test('a page that has emptied meanwhile answers the nearest one', async () => {
    await settle(['A', 'B', 'C', 'D'])
    const first = await people({ limit: 3 })
    await sql`delete from people where name = 'D'`.execute(database.db)
    const page = await people({ limit: 3, after: first.next ?? '' })
    expect(page).toMatchObject({ from: 1, total: 3, next: null, previous: null })
    expect(names(page)).toEqual(['A', 'B', 'C'])
  })

  test('a page asked for by a place behind the end answers the last one', async () => {
    await settle(['A', 'B', 'C', 'D'])
    const page = await people({ limit: 3, at: 9 })
    expect(page).toMatchObject({ from: 2, total: 4, next: null })
    expect(names(page)).toEqual(['B', 'C', 'D'])
  })

  test('an empty list has no first item', async () => {
    await settle([])
    expect(await people({ limit: 3, at: 7 })).toMatchObject({ items: [], total: 0, from: 0 })
    expect(await people({ limit: 3 })).toEqual({
      items: [],
      total: 0,
      uncounted: false,
      from: 0,
      next: null,
      previous: null,
    })
  })

  test.each<[string, Partial<List>]>([
    ['everybody', {}],
    ['many who match', { where: [sql`people.born <> date '1980-01-01'`] }],
    ['few who match', { where: [sql`people.id % 100 = 7`] }],
    [
      'many who are counted in another way',
      {
        where: [sql`people.born <> date '1980-01-01'`],
        few: sql`(select * from people where id % 5 > 0 limit 10001) as people`,
      },
    ],
    [
      'few who are found in another way',
      { where: [sql`people.id % 100 = 7`], few: sql`(select * from people where mod(id - 7, 100) = 0) as people` },
    ],
  ])('of a long list is the same for %s, counted as far as it says', async (_, list) => {
    await sql`truncate people`.execute(database.db)
    await sql`
      insert into people select n, 'Name ' || n * 7919 % 20011, date '1980-01-01' + n % 5, now()
      from generate_series(1, 20011) as n`.execute(database.db)
    const { where = [] } = list
    const matching = where.length > 0 ? sql`where ${sql.join(where)}` : sql``
    const { rows } = await sql<{ name: string }>`
      select name from people ${matching} order by name collate "und-x-icu", id`.execute(database.db)
    const exact = rows.length <= 10_000
    const first = await people({ limit: 200 }, list)
    expect(names(first)).toEqual(rows.slice(0, 200).map(({ name }) => name))
    expect(first).toMatchObject({ total: Math.min(rows.length, 10_000), uncounted: !exact, from: 1 })
    const pages = await walk(list, 200, true)
    expect(pages.flatMap(names)).toEqual(rows.map(({ name }) => name))
    expect(pages.at(-1)).toMatchObject({ total: rows.length, uncounted: false, next: null })
    const back = await people({ limit: 200, before: pages.at(-1)?.previous ?? '' }, list)
    expect(names(back)).toEqual(names(pages.at(-2) as Page<Person>))
    expect(back.from).toBe(pages.at(-2)?.from)
    const at = Math.min(7_001, rows.length - 3)
    const there = await people({ limit: 200, at }, list)
    expect(there).toMatchObject({ from: at, total: first.total })
    expect(names(there)).toEqual(rows.slice(at - 1, at + 199).map(({ name }) => name))
    const next = there.next ? await people({ limit: 200, after: there.next }, list) : undefined
    expect(names(next ?? there)).toEqual(rows.slice(next ? at + 199 : at - 1, at + 399).map(({ name }) => name))
  })
})

describe('a glance', () => {
  const few = { isGlance: true, where: [sql`people.id % 100 = 7`] }
  const many = { isGlance: true, where: [sql`people.born <> date '1980-01-01'`] }
  beforeAll(async () => {
    await sql`truncate people`.execute(database.db)
    await sql`
      insert into people select n, 'Name ' || n * 7919 % 20011, date '1980-01-01' + n % 5, now()
      from generate_series(1, 20011) as n`.execute(database.db)
  })

  test('is the beginning of the list where few match, all counted', async () => {
    const { next, ...whole } = await people({ limit: 20 }, { where: few.where })
    expect(next).not.toBeNull()
    expect(whole).toMatchObject({ total: 201, uncounted: false })
    expect(await people({ limit: 20 }, few)).toEqual({ ...whole, next: null })
  })

  test('is of some of those where many match, in order, and says that there are more', async () => {
    const glance = await people({ limit: 20 }, many)
    expect(glance).toMatchObject({ total: 1_000, uncounted: true, from: 1, next: null, previous: null })
    expect(new Set(names(glance)).size).toBe(20)
    expect(glance.items.filter(({ born }) => born === '1980-01-01')).toEqual([])
    const byId = sql.join(glance.items.map(({ id }) => id))
    const { rows } = await sql<{ name: string }>`
      select name from people where id in (${byId}) order by name collate "und-x-icu", id`.execute(database.db)
    expect(names(glance)).toEqual(rows.map(({ name }) => name))
  })
})

describe('a cursor that does not fit', () => {
  const written = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  const born: Partial<List> = { order: 'born', sort: [{ by: sql`people.born`, type: 'date' }] }
  test.each<[string, string, Partial<List>]>([
    ['is no text of ours', 'nonsense', byName],
    ['is empty', '', byName],
    ['is of another order', written('born', 3, '1980-01-01', '1'), byName],
    ['is of the other direction', written('-name', 3, 'Ann', '1'), byName],
    ['has too few keys', written('name', 3, '1'), byName],
    ['has an id that is no number', written('name', 3, 'Ann', '1; drop'), byName],
    ['has an id beyond any', written('name', 3, 'Ann', '99999999999'), byName],
    ['has a letter PostgreSQL cannot store', written('name', 3, 'A\0', '1'), byName],
    ['has a day that does not exist', written('born', 3, '1981-02-29', '1'), born],
    ['has no place', written('name', 'x', 'Ann', '1'), byName],
  ])('is a problem with a sentence when it %s', async (_, cursor, list) => {
    await settle(['A', 'B'])
    await expect(people({ limit: 1, after: cursor }, list)).rejects.toMatchObject({
      status: 400,
      code: 'broken-cursor',
      message:
        '`after` is not a cursor of this list in this order. Start at the first page, and use the cursors it gives.',
    })
  })

  test('two cursors at once are a problem', async () => {
    await settle(['A', 'B'])
    const { next } = await people({ limit: 1 })
    const both = people({ limit: 1, after: next ?? '', before: next ?? '' })
    await expect(both).rejects.toMatchObject({ status: 400, code: 'broken-cursor' })
  })
})

describe('searching for words', () => {
  const found = async (search: string) =>
    names(await people({ limit: 50 }, { where: containsWords(sql`lower(people.name)`, search) }))

  test('every word must occur, in any order and case', async () => {
    await settle(['Ann de Vries', 'Anna Smit', 'Bo de Groot'])
    expect(await found('VRIES ann')).toEqual(['Ann de Vries'])
    expect(await found('  de  ')).toEqual(['Ann de Vries', 'Bo de Groot'])
    expect(await found('')).toHaveLength(3)
  })

  test('one or two letters stand where a word begins, or anywhere in writing without letters', async () => {
    await settle(['Ann de Vries', 'Jan Smit', '李伟'])
    expect(await found('an')).toEqual(['Ann de Vries'])
    expect(await found('v')).toEqual(['Ann de Vries'])
    expect(await found('伟')).toEqual(['李伟'])
    expect(await found('mit')).toEqual(['Jan Smit'])
  })

  test('% and _ and \\ are letters like others', async () => {
    await settle(['100% sure', '100 sure', 'a_b', 'axb', 'back\\slash'])
    expect(await found('100%')).toEqual(['100% sure'])
    expect(await found('a_b')).toEqual(['a_b'])
    expect(await found('\\')).toEqual(['back\\slash'])
  })
})
