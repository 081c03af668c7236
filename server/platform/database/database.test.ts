import { expect, it } from 'vitest'
import { refusalOf } from './database.ts'

const fine = { version: 150_000, release: '15.0', encoding: 'UTF8', missing: [] }

it('a server is good enough from PostgreSQL 15 on, with UTF8 and the extensions', () => {
  expect(refusalOf(fine)).toBeNull()
  expect(refusalOf({ ...fine, version: 190_001, release: '19.1' })).toBeNull()
})

it('a server that is not is refused with what it is and what is needed', () => {
  expect(refusalOf({ ...fine, version: 140_011, release: '14.11' })).toBe(
    'DATABASE_URL leads to PostgreSQL 14.11; Muster needs PostgreSQL 15 or newer.',
  )
  expect(refusalOf({ ...fine, encoding: 'SQL_ASCII' })).toBe(
    'DATABASE_URL leads to a database with encoding SQL_ASCII; Muster needs one made with encoding UTF8.',
  )
  expect(refusalOf({ ...fine, missing: ['intarray'] })).toMatch(/lacks the extension intarray; install its contrib/)
  expect(refusalOf({ ...fine, missing: ['intarray', 'pg_trgm'] })).toMatch(/lacks the extensions intarray and pg_trgm;/)
})
