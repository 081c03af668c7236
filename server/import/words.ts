import de from '../../web/locales/de/problem.json' with { type: 'json' }
import en from '../../web/locales/en/problem.json' with { type: 'json' }
import fr from '../../web/locales/fr/problem.json' with { type: 'json' }
import nl from '../../web/locales/nl/problem.json' with { type: 'json' }
import type { Language } from '../learning/contract.ts'
import type { Words } from '../platform/export/export.ts'
import { type ImportAction, isAboutRow, isAssigning, type ProblemKind } from './contract.ts'

// What templates and problem files say to whoever fills them in, each in the language that they read.

/** What an action is called, as the name of a file and of its sheet. */
export const actionNames: Record<ImportAction, Words> = {
  enroll: {
    en: 'Enroll users',
    nl: 'Gebruikers inschrijven',
    de: 'Personen einschreiben',
    fr: 'Inscrire des personnes',
  },
  unenroll: {
    en: 'Unenroll users',
    nl: 'Gebruikers uitschrijven',
    de: 'Personen austragen',
    fr: 'Désinscrire des personnes',
  },
  users: {
    en: 'Add or update users',
    nl: 'Gebruikers bijwerken',
    de: 'Personen hinzufügen oder ändern',
    fr: 'Ajouter des personnes',
  },
  teams: { en: 'Assign teams', nl: 'Teams toewijzen', de: 'Teams zuweisen', fr: 'Attribuer des équipes' },
  functions: {
    en: 'Assign functions',
    nl: 'Functies toewijzen',
    de: 'Funktionen zuweisen',
    fr: 'Attribuer des fonctions',
  },
  groups: { en: 'Assign groups', nl: 'Groepen toewijzen', de: 'Gruppen zuweisen', fr: 'Attribuer des groupes' },
  qualifications: {
    en: 'Assign qualifications',
    nl: 'Kwalificaties toewijzen',
    de: 'Qualifikationen zuweisen',
    fr: 'Attribuer des qualifications',
  },
  completions: {
    en: 'Record completions',
    nl: 'Voltooiingen vastleggen',
    de: 'Abschlüsse erfassen',
    fr: 'Saisir des activités terminées',
  },
}

export const problemSheet: Words = { en: 'Problems', nl: 'Problemen', de: 'Probleme', fr: 'Problèmes' }

const person: Words = {
  en: 'Each row is a person. Fill in their e-mail address or their employee number; with both, both have to be theirs.',
  nl: 'Elke rij is een persoon. Vul het e-mailadres of het personeelsnummer in; met allebei moeten ze bij dezelfde persoon horen.',
  de: 'Jede Zeile ist eine Person. Tragen Sie die E-Mail-Adresse oder die Personalnummer ein; beide müssen zur selben Person gehören.',
  fr: 'Chaque ligne est une personne. Indiquez son adresse e-mail ou son matricule ; avec les deux, les deux doivent être les siens.',
}
const blank: Words = {
  en: 'What is blank stays as it is. Who is not in the file stays as they are.',
  nl: 'Wat leeg is, blijft zoals het is. Wie niet in het bestand staat, blijft zoals hij is.',
  de: 'Was leer ist, bleibt, wie es ist. Wer nicht in der Datei steht, bleibt unverändert.',
  fr: 'Ce qui est vide reste tel quel. Qui n’est pas dans le fichier reste tel quel.',
}
const order: Words = {
  en: 'Columns may stand in any order, and others may stand beside them. Save the file as xlsx and upload it under Users.',
  nl: 'Kolommen mogen in elke volgorde staan, en er mogen andere naast staan. Sla het bestand op als xlsx en upload het bij Gebruikers.',
  de: 'Spalten dürfen in beliebiger Reihenfolge stehen, auch andere daneben. Speichern Sie die Datei als xlsx und laden Sie sie unter Personen hoch.',
  fr: 'Les colonnes peuvent être dans n’importe quel ordre, avec d’autres à côté. Enregistrez en xlsx et chargez le fichier sous Personnes.',
}

const marks: Record<ImportAction, Words> = {
  enroll: {
    en: 'Write an x below each learning activity in which the person is to be enrolled.',
    nl: 'Zet een x onder elke leeractiviteit waarvoor de persoon ingeschreven moet worden.',
    de: 'Setzen Sie ein x unter jede Lernaktivität, in die die Person eingeschrieben werden soll.',
    fr: 'Mettez un x sous chaque activité de formation à laquelle inscrire la personne.',
  },
  unenroll: {
    en: 'Write an x below each learning activity in which the enrollment of the person is to end.',
    nl: 'Zet een x onder elke leeractiviteit waarvan de inschrijving van de persoon moet eindigen.',
    de: 'Setzen Sie ein x unter jede Lernaktivität, deren Einschreibung enden soll.',
    fr: 'Mettez un x sous chaque activité de formation dont l’inscription doit prendre fin.',
  },
  users: {
    en: 'Somebody who is not known yet is added, and needs a name, an e-mail address and a company. Several teams, functions or groups stand in one cell, apart by semicolons; they are added to. (clear) empties a cell that may be empty. An x below a learning activity enrolls.',
    nl: 'Wie nog niet bekend is, wordt toegevoegd en heeft een naam, een e-mailadres en een bedrijf nodig. Meerdere teams, functies of groepen staan in één cel, gescheiden door puntkomma’s; ze komen erbij. (leeg) maakt leeg wat leeg mag zijn. Een x onder een leeractiviteit schrijft in.',
    de: 'Wer noch nicht bekannt ist, wird angelegt und braucht einen Namen, eine E-Mail-Adresse und ein Unternehmen. Mehrere Teams, Funktionen oder Gruppen stehen in einer Zelle, durch Semikolon getrennt; sie kommen hinzu. (leeren) leert, was leer sein darf. Ein x unter einer Lernaktivität schreibt ein.',
    fr: 'Qui n’est pas encore connu est ajouté : il faut un nom, une adresse e-mail et une entreprise. Plusieurs équipes, fonctions ou groupes vont dans une cellule, séparés par des points-virgules ; ils s’ajoutent. (vider) vide ce qui peut l’être. Un x sous une activité de formation inscrit.',
  },
  teams: assigning({ en: 'team', nl: 'team', de: 'Team', fr: 'équipe' }),
  functions: assigning({ en: 'function', nl: 'functie', de: 'Funktion', fr: 'fonction' }),
  groups: assigning({ en: 'group', nl: 'groep', de: 'Gruppe', fr: 'groupe' }),
  qualifications: assigning({ en: 'qualification', nl: 'kwalificatie', de: 'Qualifikation', fr: 'qualification' }),
  completions: {
    en: 'Write the day on which the person completed a learning activity below it, as 2026-05-31.',
    nl: 'Zet onder een leeractiviteit de dag waarop de persoon die voltooide, als 2026-05-31.',
    de: 'Tragen Sie unter einer Lernaktivität den Tag ein, an dem die Person sie abgeschlossen hat, als 2026-05-31.',
    fr: 'Sous une activité de formation, écrivez le jour où la personne l’a terminée, comme 2026-05-31.',
  },
}

function assigning(one: Words): Words {
  return {
    en: `Write an x below each ${one.en} that the person is to have, and a - below each that they are to leave.`,
    nl: `Zet een x onder elke ${one.nl} die de persoon krijgt, en een - onder elke die de persoon verlaat.`,
    de: `Setzen Sie ein x unter jede Spalte (${one.de}), die die Person erhält, und ein - unter jede, die sie verlässt.`,
    fr: `Mettez un x sous chaque ${one.fr} à donner à la personne, et un - sous chaque à quitter.`,
  }
}

/** The lines of the help sheet. */
export const helpLines = (action: ImportAction): readonly Words[] => [person, marks[action], blank, order]

/** What is wrong in a row and what to do, in the words of the screen. */
export function problemSentence(
  { kind, about }: { kind: ProblemKind; about: string | null },
  { action, language }: { action: ImportAction | null; language: Language },
): string {
  const words = problemWords[language]
  const { wrong, todo, todoDash }: Said = words.kind[kind]
  const does = (action !== null && isAssigning(action) && todoDash) || todo
  if (about === null) return `${wrong}. ${does}`
  const other = isAboutRow(kind) ? filled(words.row, { row: about }) : about
  return `${filled(words.with, { wrong, about: other })}. ${does}`
}

type Said = { readonly wrong: string; readonly todo: string; readonly todoDash?: string }
const problemWords: Record<Language, { kind: Record<ProblemKind, Said>; with: string; row: string }> = {
  en,
  nl,
  de,
  fr,
}

function filled(text: string, places: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => places[place] ?? '')
}
