import { personColumns } from '../access/person.ts'
import type { Exported } from '../platform/export/export.ts'
import type { Batch, MoveItem } from './contract.ts'

export const exportedBatches: Exported<Omit<Batch, 'told'>> = {
  file: { en: 'History', nl: 'Geschiedenis' },
  columns: [
    { key: 'id', header: { en: 'Number', nl: 'Nummer' }, value: (batch) => batch.id },
    { key: 'at', header: { en: 'When', nl: 'Wanneer' }, value: (batch) => batch.at },
    {
      key: 'author',
      header: { en: 'Who', nl: 'Wie' },
      value: ({ author }) => author.name ?? author.kind,
    },
    { key: 'kind', header: { en: 'What', nl: 'Wat' }, value: (batch) => batch.kind },
    {
      key: 'about',
      header: { en: 'About', nl: 'Waarover' },
      value: ({ about }) =>
        about.things.map(({ name }) => name).join('; ') + (about.more > 0 ? `; +${about.more}` : ''),
    },
    { key: 'enrolled', header: { en: 'Enrolled', nl: 'Ingeschreven' }, value: (batch) => batch.enrolled },
    { key: 'resumed', header: { en: 'Resumed', nl: 'Hervat' }, value: (batch) => batch.resumed },
    {
      key: 'requiredAgain',
      header: { en: 'Required again', nl: 'Weer vereist' },
      value: (batch) => batch.requiredAgain,
    },
    { key: 'kept', header: { en: 'Kept', nl: 'Behouden' }, value: (batch) => batch.kept },
    { key: 'withdrawn', header: { en: 'Withdrawn', nl: 'Ingetrokken' }, value: (batch) => batch.withdrawn },
    { key: 'undoneBy', header: { en: 'Taken back by', nl: 'Teruggedraaid door' }, value: (batch) => batch.undoneBy },
  ],
}

/** Whose enrollments a batch moved. */
export const exportedMoves: Exported<MoveItem> = {
  file: { en: 'Moved enrollments', nl: 'Gewijzigde inschrijvingen' },
  columns: [
    ...personColumns<MoveItem>(({ user }) => user),
    { key: 'activity', header: { en: 'Learning activity', nl: 'Leeractiviteit' }, value: (one) => one.activity.title },
    { key: 'kind', header: { en: 'What happened', nl: 'Wat er gebeurde' }, value: (one) => one.kind },
    { key: 'at', header: { en: 'When', nl: 'Wanneer' }, value: (one) => one.at },
  ],
}
