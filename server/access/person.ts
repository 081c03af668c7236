import type { Named } from '../platform/contract.ts'
import type { ExportColumn } from '../platform/export/export.ts'

type Person = { name: string; email: string; company: Named; department: Named | null }

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
