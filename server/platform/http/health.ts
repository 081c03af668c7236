import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import { Problem } from '../problem.ts'
import { sentence } from '../sentence.ts'

const notMigrated = sentence('request.not-migrated', 'The database is not migrated yet.')

/** `/health`: this process answers. `/health/ready`: and so does the database, which is migrated. */
export function answerHealth(http: FastifyInstance, db: Db): void {
  http.get('/health', async () => ({ status: 'ok' }))
  http.get('/health/ready', async () => {
    const { rows } = await sql<{ migrations: number }>`
      select count(*) as migrations from migration.applied`
      .execute(db)
      .catch((error: { code?: string }) => {
        if (error.code === '42P01' || error.code === '3F000') return { rows: [] }
        throw error
      })
    if (!rows[0]?.migrations) throw new Problem(503, 'not-migrated', notMigrated())
    return { status: 'ok', migrations: rows[0].migrations }
  })
}
