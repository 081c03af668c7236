import type { z } from 'zod'
import { personColumns } from '../access/person.ts'
import { typeHeader } from '../learning/exports.ts'
import { wordsOf } from '../learning/words.ts'
import type { Exported, Words } from '../platform/export/export.ts'
import type { Cause, CauseKind, EnrollmentState, KeptIn, Participant } from './contract.ts'
import type { Holder } from './holder/contract.ts'
import type { listPreviewNames, PreviewKind } from './preview/contract.ts'

type Say = (words: Words) => string
type Name = z.output<typeof listPreviewNames.response>['items'][number]

const causes: Record<CauseKind, Words> = {
  'by-hand': { en: 'by hand', nl: 'met de hand', de: 'von Hand', fr: 'à la main' },
  'by-manager': {
    en: 'by a manager',
    nl: 'door een leidinggevende',
    de: 'durch eine Führungskraft',
    fr: 'par un responsable',
  },
  import: { en: 'import', nl: 'import', de: 'Import', fr: 'import' },
  everyone: { en: 'everyone', nl: 'iedereen', de: 'alle', fr: 'tout le monde' },
  user: { en: 'user', nl: 'gebruiker', de: 'Person', fr: 'personne' },
  company: { en: 'company', nl: 'bedrijf', de: 'Unternehmen', fr: 'entreprise' },
  department: { en: 'department', nl: 'afdeling', de: 'Abteilung', fr: 'service' },
  'department-below': {
    en: 'department or below',
    nl: 'afdeling of daaronder',
    de: 'Abteilung oder darunter',
    fr: 'service ou en dessous',
  },
  team: { en: 'team', nl: 'team', de: 'Team', fr: 'équipe' },
  function: { en: 'function', nl: 'functie', de: 'Funktion', fr: 'fonction' },
  group: { en: 'group', nl: 'groep', de: 'Gruppe', fr: 'groupe' },
  language: { en: 'language', nl: 'taal', de: 'Sprache', fr: 'langue' },
  managers: { en: 'managers', nl: 'leidinggevenden', de: 'Führungskräfte', fr: 'responsables' },
  reports: {
    en: 'reports of',
    nl: 'valt direct onder',
    de: 'direkt unterstellt:',
    fr: 'rattachement direct à',
  },
  'all-reports': {
    en: 'reports at any depth of',
    nl: 'valt onder',
    de: 'unterstellt:',
    fr: 'rattachement à',
  },
  rule: { en: 'rule', nl: 'regel', de: 'Regel', fr: 'règle' },
  qualification: { en: 'qualification', nl: 'kwalificatie', de: 'Qualifikation', fr: 'qualification' },
}
const states: Record<EnrollmentState, Words> = {
  active: { en: 'Required', nl: 'Vereist', de: 'Verlangt', fr: 'Exigée' },
  kept: { en: 'Kept', nl: 'Behouden', de: 'Behalten', fr: 'Maintenue' },
  withdrawn: { en: 'Withdrawn', nl: 'Uitgeschreven', de: 'Ausgetragen', fr: 'Retirée' },
}
/** What happens to an enrollment, or happened. */
export const happens: Record<PreviewKind, Words> = {
  enrolled: { en: 'Enrolled', nl: 'Ingeschreven', de: 'Eingeschrieben', fr: 'Nouvelle' },
  resumed: { en: 'Resumed', nl: 'Hervat', de: 'Wieder aufgenommen', fr: 'Reprise' },
  'required-again': { en: 'Required again', nl: 'Weer vereist', de: 'Wieder verlangt', fr: 'De nouveau exigée' },
  kept: { en: 'Kept', nl: 'Behouden', de: 'Behalten', fr: 'Maintenue' },
  withdrawn: { en: 'Withdrawn', nl: 'Uitgeschreven', de: 'Ausgetragen', fr: 'Retirée' },
  already: { en: 'Already enrolled', nl: 'Al ingeschreven', de: 'Schon eingeschrieben', fr: 'Existante' },
  excluded: { en: 'Excluded', nl: 'Uitgesloten', de: 'Ausgeschlossen', fr: 'Exclusion' },
}
const activity: Words = {
  en: 'Learning activity',
  nl: 'Leeractiviteit',
  de: 'Lernaktivität',
  fr: 'Activité de formation',
}
const why: Words = { en: 'Why', nl: 'Waarom', de: 'Warum', fr: 'Pourquoi' }

export const exportedParticipants: Exported<Participant> = {
  file: { en: 'Participants', nl: 'Deelnemers', de: 'Teilnehmende', fr: 'Participants' },
  columns: [
    ...personColumns<Participant>(({ user }) => user),
    { key: 'why', header: why, value: (one, say) => causesOf(one.causes, say) },
    {
      key: 'state',
      header: { en: 'Enrollment', nl: 'Inschrijving', de: 'Einschreibung', fr: 'Inscription' },
      value: (one, say) => say(states[one.state]),
    },
    {
      key: 'progress',
      header: { en: 'Progress', nl: 'Voortgang', de: 'Fortschritt', fr: 'Progression' },
      value: (one, say) => say(wordsOf(({ status }) => status[one.status])),
    },
    {
      key: 'completedOn',
      header: { en: 'Completed on', nl: 'Voltooid op', de: 'Abgeschlossen am', fr: 'Terminé le' },
      value: (one) => one.completedOn,
    },
    {
      key: 'enrolledAt',
      header: { en: 'Enrolled on', nl: 'Ingeschreven op', de: 'Eingeschrieben am', fr: 'Inscription le' },
      value: (one) => one.enrolledAt.slice(0, 10),
    },
  ],
}

export const exportedHolders: Exported<Holder> = {
  file: { en: 'Holders', nl: 'Houders', de: 'Personen mit Qualifikation', fr: 'Titulaires' },
  columns: [
    ...personColumns<Holder>(({ user }) => user),
    {
      key: 'since',
      header: { en: 'Given since', nl: 'Gegeven sinds', de: 'Gegeben seit', fr: 'Donnée depuis' },
      value: (one) => one.since?.slice(0, 10) ?? null,
    },
    {
      key: 'through',
      header: { en: 'Through', nl: 'Via', de: 'Über', fr: 'Par' },
      value: (one, say) => causesOf(one.through, say),
    },
    {
      key: 'completed',
      header: { en: 'Completed', nl: 'Voltooid', de: 'Abgeschlossen', fr: 'Terminé' },
      value: (one) => one.completed,
    },
    { key: 'total', header: { en: 'Of', nl: 'Van', de: 'Von', fr: 'Sur' }, value: (one) => one.total },
  ],
}

export const exportedKept: Exported<KeptIn> = {
  file: {
    en: 'Kept enrollments',
    nl: 'Behouden inschrijvingen',
    de: 'Behaltene Einschreibungen',
    fr: 'Inscriptions maintenues',
  },
  columns: [
    { key: 'activity', header: activity, value: (one) => one.activity.title },
    { key: 'type', header: typeHeader, value: (one, say) => say(wordsOf(({ type }) => type[one.activity.type])) },
    {
      key: 'kept',
      header: { en: 'Kept', nl: 'Behouden', de: 'Behalten', fr: 'Maintenues' },
      value: (one) => one.kept,
    },
  ],
}

/** Whom an act would touch, for someone's agreement. */
export const exportedNames: Exported<Name> = {
  file: { en: 'Whom this touches', nl: 'Wie dit raakt', de: 'Wen dies betrifft', fr: 'Qui est concerné' },
  columns: [
    ...personColumns<Name>(({ user }) => user),
    {
      key: 'activity',
      header: activity,
      value: (one) => one.activity.title,
    },
    {
      key: 'kind',
      header: { en: 'What happens', nl: 'Wat er gebeurt', de: 'Was geschieht', fr: 'Ce qui arrive' },
      value: (one, say) => say(happens[one.kind]),
    },
    { key: 'why', header: why, value: (one, say) => causesOf(one.causes, say) },
  ],
}

/** "team Night shift; qualification BHV (company Rakema)" */
function causesOf(
  all: ReadonlyArray<Pick<Cause, 'kind' | 'audience'> & { through?: Cause['through'] }>,
  say: Say,
): string {
  return all
    .map(({ kind, audience, through }) => {
      const cause = audience ? `${say(causes[kind])} ${audience.name}` : say(causes[kind])
      return through ? `${say(causes.qualification)} ${through.name} (${cause})` : cause
    })
    .join('; ')
}
