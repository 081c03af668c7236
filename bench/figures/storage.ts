import { sql } from 'kysely'
import type { Topic } from '../figure.ts'

/** The table with its indexes, vacuumed. */
export const storage: Topic = {
  name: 'storage',
  async measure({ db }) {
    await sql`vacuum enrollments`.execute(db)
    const found = await sql<{ bytes: number; bare: number }>`
      select pg_total_relation_size('enrollments')::float8 / count(*) as bytes,
        pg_relation_size('enrollments')::float8 / count(*) as bare
      from enrollments`.execute(db)
    const { bytes = Number.NaN, bare = Number.NaN } = found.rows[0] ?? {}
    return [
      {
        key: 'storage',
        what: 'storage of one enrollment, with its indexes',
        unit: 'bytes',
        value: bytes,
        bare: { what: 'the row alone', value: bare },
        aim: { of: 'value', most: 130 },
      },
    ]
  },
}
