import { archivedColumn, type Exported, type Words } from '../platform/export/export.ts'
import type { ActivityListItem, QualificationListItem } from './contract.ts'
import { countCompleted } from './queries.ts'
import { wordsOf } from './words.ts'

const activities: Words = {
  en: 'Learning activities',
  nl: 'Leeractiviteiten',
  de: 'Lernaktivitäten',
  fr: 'Activités de formation',
}
export const typeHeader: Words = { en: 'Type', nl: 'Type', de: 'Art', fr: 'Type' }

export const exportedActivities: Exported<ActivityListItem> = {
  file: activities,
  columns: [
    {
      key: 'title',
      header: { en: 'Title', nl: 'Titel', de: 'Titel', fr: 'Titre' },
      value: (activity) => activity.title,
    },
    archivedColumn('title'),
    { key: 'type', header: typeHeader, value: (activity, say) => say(wordsOf(({ type }) => type[activity.type])) },
    {
      key: 'languages',
      header: { en: 'Languages', nl: 'Talen', de: 'Sprachen', fr: 'Langues' },
      value: (activity) => activity.languages.join('; '),
    },
    {
      key: 'participants',
      header: { en: 'Participants', nl: 'Deelnemers', de: 'Teilnehmende', fr: 'Participants' },
      value: (activity) => activity.participants,
    },
    {
      key: 'completed',
      header: { en: 'Completed', nl: 'Voltooid', de: 'Abgeschlossen', fr: 'Terminé' },
      values: async (db, some) => {
        const counts = await countCompleted(db, { activityIds: some.map(({ id }) => id) })
        const completed = new Map(counts.map((count) => [count.id, count.completed]))
        return some.map(({ id }) => completed.get(id) ?? null)
      },
    },
  ],
}

export const exportedQualifications: Exported<QualificationListItem> = {
  file: { en: 'Qualifications', nl: 'Kwalificaties', de: 'Qualifikationen', fr: 'Qualifications' },
  columns: [
    {
      key: 'name',
      header: { en: 'Name', nl: 'Naam', de: 'Name', fr: 'Nom' },
      value: (qualification) => qualification.name,
    },
    archivedColumn('name'),
    { key: 'activities', header: activities, value: (qualification) => qualification.activities },
    {
      key: 'holders',
      header: { en: 'Given directly', nl: 'Direct gekregen', de: 'Direkt gegeben', fr: 'Donnée directement' },
      value: (qualification) => qualification.holders,
    },
  ],
}
