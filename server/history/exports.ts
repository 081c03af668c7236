import { personColumns } from '../access/person.ts'
import { happens } from '../enrollment/exports.ts'
import type { Exported } from '../platform/export/export.ts'
import type { Batch, MoveItem } from './contract.ts'
import { actWords, authorWords } from './words.ts'

export const exportedBatches: Exported<Omit<Batch, 'told' | 'undone'>> = {
  file: { en: 'Academy history', nl: 'Geschiedenis', de: 'Verlauf', fr: 'Historique' },
  columns: [
    { key: 'id', header: { en: 'Number', nl: 'Nummer', de: 'Nummer', fr: 'Numéro' }, value: (batch) => batch.id },
    { key: 'at', header: { en: 'When', nl: 'Wanneer', de: 'Wann', fr: 'Quand' }, value: (batch) => batch.at },
    {
      key: 'author',
      header: { en: 'Who', nl: 'Wie', de: 'Wer', fr: 'Qui' },
      value: ({ author }, say) => author.name ?? say(authorWords[author.kind]),
    },
    {
      key: 'kind',
      header: { en: 'What', nl: 'Wat', de: 'Was', fr: 'Quoi' },
      value: (batch, say) => say(actWords(batch.kind)),
    },
    {
      key: 'about',
      header: { en: 'About', nl: 'Waarover', de: 'Über', fr: 'Au sujet de' },
      value: ({ about }) =>
        about.things.map(({ name }) => name).join('; ') + (about.more > 0 ? `; +${about.more}` : ''),
    },
    {
      key: 'enrolled',
      header: { en: 'Enrolled', nl: 'Ingeschreven', de: 'Eingeschrieben', fr: 'Nouvelle' },
      value: (batch) => batch.enrolled,
    },
    {
      key: 'resumed',
      header: { en: 'Resumed', nl: 'Hervat', de: 'Wieder aufgenommen', fr: 'Reprise' },
      value: (batch) => batch.resumed,
    },
    {
      key: 'requiredAgain',
      header: { en: 'Required again', nl: 'Weer vereist', de: 'Wieder verlangt', fr: 'De nouveau exigée' },
      value: (batch) => batch.requiredAgain,
    },
    {
      key: 'kept',
      header: { en: 'Kept', nl: 'Behouden', de: 'Behalten', fr: 'Maintenue' },
      value: (batch) => batch.kept,
    },
    {
      key: 'withdrawn',
      header: { en: 'Withdrawn', nl: 'Uitgeschreven', de: 'Ausgetragen', fr: 'Retirée' },
      value: (batch) => batch.withdrawn,
    },
    {
      key: 'undoneBy',
      header: { en: 'Undone by', nl: 'Ongedaan gemaakt door', de: 'Rückgängig gemacht durch', fr: 'Annulée par' },
      value: (batch) => batch.undoneBy,
    },
  ],
}

/** Whose enrollments a batch moved. */
export const exportedMoves: Exported<MoveItem> = {
  file: {
    en: 'Moved enrollments',
    nl: 'Gewijzigde inschrijvingen',
    de: 'Geänderte Einschreibungen',
    fr: 'Inscriptions modifiées',
  },
  columns: [
    ...personColumns<MoveItem>(({ user }) => user),
    {
      key: 'activity',
      header: { en: 'Learning activity', nl: 'Leeractiviteit', de: 'Lernaktivität', fr: 'Activité de formation' },
      value: (one) => one.activity.title,
    },
    {
      key: 'kind',
      header: { en: 'What happened', nl: 'Wat er gebeurde', de: 'Was geschah', fr: 'Ce qui est arrivé' },
      value: (one, say) => say(happens[one.kind]),
    },
    { key: 'at', header: { en: 'When', nl: 'Wanneer', de: 'Wann', fr: 'Quand' }, value: (one) => one.at },
  ],
}
