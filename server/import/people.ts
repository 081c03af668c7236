import { sql } from 'kysely'
import { tidyEmail } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Layout } from './layout.ts'
import { type Row, textAt } from './rows.ts'

export type Person = {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly employeeNumber: string | null
  readonly isActive: boolean
}

/** What a row says of who it is about. */
export type Named = { readonly number: string; readonly email: string }

export function namedIn(row: Row, { fields }: Layout): Named {
  const at = (column: number | undefined) => (column === undefined ? '' : textAt(row, column))
  return { number: at(fields.get('employeeNumber')), email: tidyEmail(at(fields.get('email'))) }
}

/** Whoever has one of these numbers or addresses, whatever the case. */
export class People {
  readonly #byNumber = new Map<string, Person>()
  readonly #byEmail = new Map<string, Person>()

  static async find(db: Db, named: readonly Named[]): Promise<People> {
    const { rows } = await sql<Person>`
      select id, name, email, employee_number as "employeeNumber", status = 'active' as "isActive" from users
      where lower(email) = any (${keysOf(named.map(({ email }) => email))}::text[])
      union
      select id, name, email, employee_number, status = 'active' from users
      where lower(employee_number) = any (${keysOf(named.map(({ number }) => number))}::text[])`.execute(db)
    const people = new People()
    for (const person of rows) {
      people.#byEmail.set(person.email.toLowerCase(), person)
      if (person.employeeNumber) people.#byNumber.set(person.employeeNumber.toLowerCase(), person)
    }
    return people
  }

  ids(): number[] {
    return [...new Set([...this.#byEmail.values()].map(({ id }) => id))]
  }

  withNumber(number: string): Person | undefined {
    return this.#byNumber.get(number.toLowerCase())
  }

  withEmail(email: string): Person | undefined {
    return this.#byEmail.get(email.toLowerCase())
  }
}

/** Numbers and addresses as they are compared. */
function keysOf(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== '').map((text) => text.toLowerCase()))]
}
