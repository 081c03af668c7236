import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBareDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Tx } from './database.ts'
import { ahead, prepared } from './prepared.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createBareDatabase()
  await sql`create table pots (id int primary key)`.execute(database.db)
})
afterAll(() => database.drop())

const add = (tx: Tx, id: number) => sql`${ahead} insert into pots select ${id}::int`.execute(tx)

async function pots(db: Tx | TestDatabase['db'] = database.db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`${prepared} select id from pots order by id`.execute(db)
  return rows.map(({ id }) => id)
}

describe('a statement sent ahead', () => {
  it('is done before the statement after it', async () => {
    const seen = await database.db.transaction().execute(async (tx) => {
      await add(tx, 1)
      await add(tx, 2)
      return pots(tx)
    })
    expect(seen).toEqual([1, 2])
    expect(await pots()).toEqual([1, 2])
  })

  it('makes the statement after it fail as it did', async () => {
    const following = database.db.transaction().execute(async (tx) => {
      await add(tx, 3)
      await add(tx, 3)
      return pots(tx)
    })
    await expect(following).rejects.toMatchObject({ code: '23505' })
    expect(await pots()).toEqual([1, 2])
  })

  it('makes the commit fail as it did when nothing else came after it', async () => {
    const committing = database.db.transaction().execute(async (tx) => {
      await add(tx, 4)
      await add(tx, 1)
    })
    await expect(committing).rejects.toMatchObject({ code: '23505' })
    expect(await pots()).toEqual([1, 2])
  })

  it('leaves what went wrong otherwise as it is told', async () => {
    const refusing = database.db.transaction().execute(async (tx) => {
      await add(tx, 1)
      throw new Error('thought better of it')
    })
    await expect(refusing).rejects.toThrow('thought better of it')
    expect(await pots()).toEqual([1, 2])
  })

  it('harms no transaction after it on its connection', async () => {
    const failing = [5, 6, 7].map((id) =>
      database.db.transaction().execute(async (tx) => {
        await add(tx, id)
        await add(tx, 1)
      }),
    )
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    await Promise.all([8, 9, 10].map((id) => database.db.transaction().execute((tx) => add(tx, id))))
    expect(await pots()).toEqual([1, 2, 8, 9, 10])
  })
})

it('a transaction of which nothing is asked is one all the same', async () => {
  await database.db.transaction().execute(async () => undefined)
  await expect(database.db.transaction().execute(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await pots()).toEqual([1, 2, 8, 9, 10])
})
