import type { z } from 'zod'
import { personColumns } from '../access/person.ts'
import { archivedColumn, type ExportColumn, type Exported, type Words } from '../platform/export/export.ts'
import type { member, UnitKind, UnitListItem } from './contract.ts'

export const exportedMembers: Exported<z.infer<typeof member>> = {
  file: { en: 'Members', nl: 'Leden', de: 'Mitglieder', fr: 'Membres' },
  columns: personColumns((one) => one),
}

const files: Record<UnitKind, Words> = {
  companies: { en: 'Companies', nl: 'Bedrijven', de: 'Unternehmen', fr: 'Entreprises' },
  departments: { en: 'Departments', nl: 'Afdelingen', de: 'Abteilungen', fr: 'Services' },
  teams: { en: 'Teams', nl: 'Teams', de: 'Teams', fr: 'Équipes' },
  functions: { en: 'Functions', nl: 'Functies', de: 'Funktionen', fr: 'Fonctions' },
  groups: { en: 'Groups', nl: 'Groepen', de: 'Gruppen', fr: 'Groupes' },
}

/** The units of a kind; a department with where it stands, which its place in the list shows on the screen. */
export function exportedUnits(kind: UnitKind): Exported<UnitListItem> {
  const key = kind === 'departments' ? 'place' : 'name'
  return {
    file: files[kind],
    columns: [
      { key, header: { en: 'Name', nl: 'Naam', de: 'Name', fr: 'Nom' }, value: (unit) => unit.name },
      archivedColumn(key),
      ...(kind === 'departments' ? placeColumns(key) : []),
      {
        key: 'members',
        header: { en: 'People', nl: 'Mensen', de: 'Personen', fr: 'Personnes' },
        value: (unit) => unit.members,
      },
      {
        key: 'assignments',
        header: { en: 'Assigned', nl: 'Toegewezen', de: 'Zugewiesen', fr: 'Attribué' },
        value: (unit) => unit.assignments,
      },
    ],
  }
}

function placeColumns(key: string): ExportColumn<UnitListItem>[] {
  return [
    {
      key,
      header: { en: 'Company', nl: 'Bedrijf', de: 'Unternehmen', fr: 'Entreprise' },
      value: (unit) => unit.company?.name ?? null,
    },
    {
      key,
      header: { en: 'Below', nl: 'Onder', de: 'Unter', fr: 'Sous' },
      value: ({ above }) => above.map(({ name }) => name).join(' · ') || null,
    },
  ]
}
