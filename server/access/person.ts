import { type RawBuilder, sql } from 'kysely'
import type { Named } from '../platform/contract.ts'
import { containsWords } from '../platform/database/page.ts'
import type { ExportColumn } from '../platform/export/export.ts'

type Person = { name: string; email: string; company: Named; department: Named | null }

/**
 * The conditions under which somebody of `users` is found: every word somewhere in a name, an e-mail address or an employee
 * number. Spelled like the index `users_search`, so that it serves.
 */
export function matchesSearch(search: string | undefined): RawBuilder<unknown>[] {
  return containsWords(
    sql`lower(users.name || ' ' || users.email || ' ' || coalesce(users.employee_number, ''))`,
    search ?? '',
  )
}

/** How a person stands in a file: name, address and place. */
export function personColumns<Item>(personOf: (item: Item) => Person): ExportColumn<Item>[] {
  return [
    { key: 'name', header: { en: 'Name', nl: 'Naam', de: 'Name', fr: 'Nom' }, value: (item) => personOf(item).name },
    {
      key: 'email',
      header: { en: 'E-mail', nl: 'E-mail', de: 'E-Mail', fr: 'E-mail' },
      value: (item) => personOf(item).email,
    },
    {
      key: 'company',
      header: { en: 'Company', nl: 'Bedrijf', de: 'Unternehmen', fr: 'Entreprise' },
      value: (item) => personOf(item).company.name,
    },
    {
      key: 'department',
      header: { en: 'Department', nl: 'Afdeling', de: 'Abteilung', fr: 'Service' },
      value: (item) => personOf(item).department?.name ?? null,
    },
  ]
}
