import type { Words } from '../platform/export/export.ts'
import type { AuthorKind } from './contract.ts'

// What an export calls acts, and those who did them. The screen tells an act as a sentence; a column of a
// spreadsheet is filtered and counted, so that it says what was done, of what kind of thing: "Team: members added".

/** The kind of an act in words; one that has none, for an older or newer Muster did it, as it is. */
export function actWords(kind: string): Words {
  const [noun = '', verb] = kind.split('.')
  const thing = nouns[noun]
  const done = verb === undefined ? undefined : verbs[verb]
  if (!thing || (verb !== undefined && !done)) return { en: kind, nl: kind, de: kind, fr: kind }
  const inWords = (language: keyof Words) => (done ? `${thing[language]}: ${done[language]}` : thing[language])
  return {
    en: inWords('en'),
    nl: inWords('nl'),
    de: inWords('de'),
    fr: inWords('fr').replace(':', '\u00a0:'),
  }
}

const nouns: Record<string, Words> = {
  academy: { en: 'Academy', nl: 'Academie', de: 'Akademie', fr: 'Académie' },
  activity: { en: 'Learning activity', nl: 'Leeractiviteit', de: 'Lernaktivität', fr: 'Activité de formation' },
  assignment: { en: 'Assignment', nl: 'Toewijzing', de: 'Zuweisung', fr: 'Attribution' },
  calendar: { en: 'Calendar', nl: 'Kalender', de: 'Kalender', fr: 'Calendrier' },
  company: { en: 'Company', nl: 'Bedrijf', de: 'Unternehmen', fr: 'Entreprise' },
  completion: { en: 'Completion', nl: 'Voltooiing', de: 'Abschluss', fr: 'Activité terminée' },
  demo: { en: 'Demo academy', nl: 'Demo-academie', de: 'Demo-Akademie', fr: 'Académie de démonstration' },
  department: { en: 'Department', nl: 'Afdeling', de: 'Abteilung', fr: 'Service' },
  enrollment: { en: 'Enrollment', nl: 'Inschrijving', de: 'Einschreibung', fr: 'Inscription' },
  exclusion: { en: 'Exclusion', nl: 'Uitsluiting', de: 'Ausschluss', fr: 'Exclusion' },
  function: { en: 'Function', nl: 'Functie', de: 'Funktion', fr: 'Fonction' },
  grant: { en: 'Right', nl: 'Recht', de: 'Recht', fr: 'Droit' },
  group: { en: 'Group', nl: 'Groep', de: 'Gruppe', fr: 'Groupe' },
  import: { en: 'Import', nl: 'Import', de: 'Import', fr: 'Import' },
  myself: { en: 'Own settings', nl: 'Eigen instellingen', de: 'Eigene Einstellungen', fr: 'Paramètres personnels' },
  progress: { en: 'Progress', nl: 'Voortgang', de: 'Fortschritt', fr: 'Progression' },
  qualification: { en: 'Qualification', nl: 'Kwalificatie', de: 'Qualifikation', fr: 'Qualification' },
  rule: { en: 'Rule', nl: 'Regel', de: 'Regel', fr: 'Règle' },
  team: { en: 'Team', nl: 'Team', de: 'Team', fr: 'Équipe' },
  undo: { en: 'Undo', nl: 'Ongedaan maken', de: 'Rückgängig machen', fr: 'Retour en arrière' },
  user: { en: 'User', nl: 'Gebruiker', de: 'Person', fr: 'Personne' },
}

const verbs: Record<string, Words> = {
  activate: { en: 'activated', nl: 'geactiveerd', de: 'aktiviert', fr: 'activation' },
  add: { en: 'added', nl: 'toegevoegd', de: 'hinzugefügt', fr: 'ajout' },
  addHolders: { en: 'given', nl: 'gegeven', de: 'gegeben', fr: 'remise' },
  addMembers: { en: 'members added', nl: 'leden toegevoegd', de: 'Mitglieder hinzugefügt', fr: 'ajout de membres' },
  archive: { en: 'archived', nl: 'gearchiveerd', de: 'archiviert', fr: 'archivage' },
  copy: { en: 'copied', nl: 'gekopieerd', de: 'kopiert', fr: 'copie' },
  create: { en: 'created', nl: 'aangemaakt', de: 'angelegt', fr: 'création' },
  day: { en: 'a new day', nl: 'een nieuwe dag', de: 'ein neuer Tag', fr: 'nouveau jour' },
  edit: { en: 'edited', nl: 'bewerkt', de: 'bearbeitet', fr: 'modification' },
  end: { en: 'ended', nl: 'beëindigd', de: 'beendet', fr: 'fin' },
  endAndExclude: {
    en: 'ended and excluded',
    nl: 'beëindigd en uitgesloten',
    de: 'beendet und ausgeschlossen',
    fr: 'fin et exclusion',
  },
  import: { en: 'imported', nl: 'geïmporteerd', de: 'importiert', fr: 'import' },
  invite: { en: 'invited', nl: 'uitgenodigd', de: 'eingeladen', fr: 'invitation' },
  lift: { en: 'lifted', nl: 'opgeheven', de: 'aufgehoben', fr: 'levée' },
  liftAndEnroll: {
    en: 'lifted and enrolled',
    nl: 'opgeheven en ingeschreven',
    de: 'aufgehoben und eingeschrieben',
    fr: 'levée et inscription',
  },
  merge: { en: 'merged', nl: 'samengevoegd', de: 'zusammengelegt', fr: 'fusion' },
  pause: { en: 'paused', nl: 'gepauzeerd', de: 'pausiert', fr: 'mise en pause' },
  removeHolders: { en: 'taken', nl: 'afgenomen', de: 'entzogen', fr: 'retrait' },
  removeMembers: { en: 'members removed', nl: 'leden verwijderd', de: 'Mitglieder entfernt', fr: 'retrait de membres' },
  repair: { en: 'repaired', nl: 'hersteld', de: 'repariert', fr: 'réparation' },
  replace: { en: 'replaced', nl: 'vervangen', de: 'ersetzt', fr: 'remplacement' },
  restore: { en: 'restored', nl: 'hersteld', de: 'wiederhergestellt', fr: 'restauration' },
  setup: { en: 'set up', nl: 'ingericht', de: 'eingerichtet', fr: 'mise en place' },
  start: { en: 'started', nl: 'begonnen', de: 'begonnen', fr: 'début' },
  enroll: {
    en: 'users enrolled',
    nl: 'gebruikers ingeschreven',
    de: 'Personen eingeschrieben',
    fr: 'inscription de personnes',
  },
  unenroll: {
    en: 'users unenrolled',
    nl: 'gebruikers uitgeschreven',
    de: 'Personen ausgetragen',
    fr: 'désinscription de personnes',
  },
  users: {
    en: 'users added or updated',
    nl: 'gebruikers bijgewerkt',
    de: 'Personen angelegt oder geändert',
    fr: 'ajout ou modification de personnes',
  },
  teams: { en: 'teams assigned', nl: 'teams toegewezen', de: 'Teams zugewiesen', fr: 'affectation d’équipes' },
  functions: {
    en: 'functions assigned',
    nl: 'functies toegewezen',
    de: 'Funktionen zugewiesen',
    fr: 'affectation de fonctions',
  },
  groups: { en: 'groups assigned', nl: 'groepen toegewezen', de: 'Gruppen zugewiesen', fr: 'affectation de groupes' },
  qualifications: {
    en: 'qualifications assigned',
    nl: 'kwalificaties toegewezen',
    de: 'Qualifikationen zugewiesen',
    fr: 'affectation de qualifications',
  },
  completions: {
    en: 'completions recorded',
    nl: 'voltooiingen vastgelegd',
    de: 'Abschlüsse erfasst',
    fr: 'saisie d’activités terminées',
  },
}

export const authorWords: Record<AuthorKind, Words> = {
  user: { en: 'erased user', nl: 'gewiste gebruiker', de: 'gelöschte Person', fr: 'personne effacée' },
  setup: { en: 'setup', nl: 'inrichting', de: 'Einrichtung', fr: 'mise en place' },
  demo: { en: 'demo academy', nl: 'demo-academie', de: 'Demo-Akademie', fr: 'académie de démonstration' },
  calendar: { en: 'calendar', nl: 'kalender', de: 'Kalender', fr: 'calendrier' },
  repair: { en: 'repair', nl: 'herstelling', de: 'Reparatur', fr: 'réparation' },
  'outside write': {
    en: 'write from outside',
    nl: 'wijziging van buitenaf',
    de: 'Änderung von außen',
    fr: 'écriture externe',
  },
  feed: { en: 'command line', nl: 'opdrachtregel', de: 'Befehlszeile', fr: 'ligne de commande' },
}
