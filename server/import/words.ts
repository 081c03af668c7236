import type { Words } from '../platform/export/export.ts'
import type { ImportAction, ProblemKind } from './contract.ts'

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
    de: 'Personen anlegen und ändern',
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
    fr: 'Enregistrer des achèvements',
  },
}

export const problemSheet: Words = { en: 'Problems', nl: 'Problemen', de: 'Probleme', fr: 'Problèmes' }

const person: Words = {
  en: 'Each row is a person. Fill in their e-mail address or their employee number; with both, both have to be theirs.',
  nl: 'Elke rij is een persoon. Vul het e-mailadres of het personeelsnummer in; met allebei moeten ze bij dezelfde persoon horen.',
  de: 'Jede Zeile ist eine Person. Tragen Sie die E-Mail-Adresse oder die Personalnummer ein; beide müssen zur selben Person gehören.',
  fr: 'Chaque ligne est une personne. Indiquez son adresse e-mail ou son matricule ; avec les deux, les deux doivent être les siens.',
}
const blank: Words = {
  en: 'What is blank stays as it is. Who is not in the file stays as they are.',
  nl: 'Wat leeg is, blijft zoals het is. Wie niet in het bestand staat, blijft zoals hij is.',
  de: 'Was leer ist, bleibt, wie es ist. Wer nicht in der Datei steht, bleibt unverändert.',
  fr: "Ce qui est vide reste tel quel. Qui n'est pas dans le fichier reste tel quel.",
}
const order: Words = {
  en: 'Columns may stand in any order, and others may stand beside them. Save the file as xlsx and upload it under Users.',
  nl: 'Kolommen mogen in elke volgorde staan, en er mogen andere naast staan. Sla het bestand op als xlsx en upload het bij Gebruikers.',
  de: 'Spalten dürfen in beliebiger Reihenfolge stehen, auch andere daneben. Speichern Sie die Datei als xlsx und laden Sie sie unter Personen hoch.',
  fr: "Les colonnes peuvent être dans n'importe quel ordre, avec d'autres à côté. Enregistrez en xlsx et chargez le fichier sous Personnes.",
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
    fr: "Mettez un x sous chaque activité de formation dont l'inscription doit prendre fin.",
  },
  users: {
    en: 'Somebody who is not known yet is added, and needs a name, an e-mail address and a company. Several teams, functions or groups stand in one cell, apart by semicolons; they are added to. (clear) empties a cell that may be empty. An x below a learning activity enrolls.',
    nl: 'Wie nog niet bekend is, wordt toegevoegd en heeft een naam, een e-mailadres en een bedrijf nodig. Meer teams, functies of groepen staan in één cel, gescheiden door puntkomma’s; ze komen erbij. (leeg) maakt leeg wat leeg mag zijn. Een x onder een leeractiviteit schrijft in.',
    de: 'Wer noch nicht bekannt ist, wird angelegt und braucht einen Namen, eine E-Mail-Adresse und ein Unternehmen. Mehrere Teams, Funktionen oder Gruppen stehen in einer Zelle, durch Semikolon getrennt; sie kommen hinzu. (leeren) leert, was leer sein darf. Ein x unter einer Lernaktivität schreibt ein.',
    fr: "Qui n'est pas encore connu est ajouté : il faut un nom, une adresse e-mail et une entreprise. Plusieurs équipes, fonctions ou groupes vont dans une cellule, séparés par des points-virgules ; ils s'ajoutent. (vider) vide ce qui peut l'être. Un x sous une activité de formation inscrit.",
  },
  teams: assigning({ en: 'team', nl: 'team', de: 'Team', fr: 'équipe' }),
  functions: assigning({ en: 'function', nl: 'functie', de: 'Funktion', fr: 'fonction' }),
  groups: assigning({ en: 'group', nl: 'groep', de: 'Gruppe', fr: 'groupe' }),
  qualifications: assigning({ en: 'qualification', nl: 'kwalificatie', de: 'Qualifikation', fr: 'qualification' }),
  completions: {
    en: 'Write the day on which the person completed a learning activity below it, as 2026-05-31.',
    nl: 'Zet onder een leeractiviteit de dag waarop de persoon die voltooide, als 2026-05-31.',
    de: 'Tragen Sie unter einer Lernaktivität den Tag ein, an dem die Person sie abgeschlossen hat, als 2026-05-31.',
    fr: "Sous une activité de formation, écrivez le jour où la personne l'a achevée, comme 2026-05-31.",
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

/** What is wrong in a row and what to do, as a problem file says it beside the row. `{about}`: what it contradicts. */
export const problemSentences: Record<ProblemKind, Words> = {
  'person-missing': {
    en: 'Nobody is named. Fill in an e-mail address or an employee number.',
    nl: 'Er staat niemand. Vul een e-mailadres of een personeelsnummer in.',
    de: 'Es ist niemand genannt. Tragen Sie eine E-Mail-Adresse oder eine Personalnummer ein.',
    fr: "Personne n'est indiqué. Indiquez une adresse e-mail ou un matricule.",
  },
  'person-unknown': {
    en: 'Nobody has this. Correct it, or add the person first.',
    nl: 'Niemand heeft dit. Verbeter het, of voeg de persoon eerst toe.',
    de: 'Das gehört niemandem. Korrigieren Sie es, oder legen Sie die Person zuerst an.',
    fr: "Personne n'a cela. Corrigez, ou ajoutez d'abord la personne.",
  },
  'person-contradiction': {
    en: 'Number and address are not those of one person: {about}. Correct one, or leave it blank.',
    nl: 'Nummer en adres zijn niet van één persoon: {about}. Verbeter er één, of laat die leeg.',
    de: 'Nummer und Adresse gehören nicht zu einer Person: {about}. Korrigieren Sie eines, oder lassen Sie es leer.',
    fr: "Le matricule et l'adresse ne sont pas d'une même personne : {about}. Corrigez l'un, ou laissez-le vide.",
  },
  'person-inactive': {
    en: 'This person is inactive. Make them active first, or leave the row out.',
    nl: 'Deze persoon is inactief. Maak die eerst actief, of laat de rij weg.',
    de: 'Diese Person ist inaktiv. Aktivieren Sie sie zuerst, oder lassen Sie die Zeile weg.',
    fr: "Cette personne est inactive. Rendez-la d'abord active, ou retirez la ligne.",
  },
  'not-a-mark': {
    en: 'Only an x counts here (in the assigning actions a - too). Write x, or leave it blank.',
    nl: 'Hier telt alleen een x (bij toewijzen ook een -). Schrijf x, of laat het leeg.',
    de: 'Hier zählt nur ein x (beim Zuweisen auch ein -). Schreiben Sie x, oder lassen Sie es leer.',
    fr: 'Seul un x compte ici (un - aussi pour affecter). Écrivez x, ou laissez vide.',
  },
  'mark-contradiction': {
    en: 'Row {about} says the opposite about the same person. Keep one of the two.',
    nl: 'Rij {about} zegt het tegenovergestelde over dezelfde persoon. Houd er één.',
    de: 'Zeile {about} sagt über dieselbe Person das Gegenteil. Behalten Sie eine von beiden.',
    fr: 'La ligne {about} dit le contraire de la même personne. Gardez l’une des deux.',
  },
  'not-a-date': {
    en: 'This is not plainly a day. Write it as 2026-05-31.',
    nl: 'Dit is geen duidelijke dag. Schrijf die als 2026-05-31.',
    de: 'Das ist kein eindeutiger Tag. Schreiben Sie ihn als 2026-05-31.',
    fr: "Ce n'est pas clairement un jour. Écrivez-le comme 2026-05-31.",
  },
  'date-in-future': {
    en: 'A completion cannot lie in the future.',
    nl: 'Een voltooiing kan niet in de toekomst liggen.',
    de: 'Ein Abschluss kann nicht in der Zukunft liegen.',
    fr: "Un achèvement ne peut pas être dans l'avenir.",
  },
  'name-missing': {
    en: 'Somebody new needs a name.',
    nl: 'Wie nieuw is, heeft een naam nodig.',
    de: 'Wer neu ist, braucht einen Namen.',
    fr: 'Une nouvelle personne a besoin d’un nom.',
  },
  'email-missing': {
    en: 'Somebody new needs an e-mail address.',
    nl: 'Wie nieuw is, heeft een e-mailadres nodig.',
    de: 'Wer neu ist, braucht eine E-Mail-Adresse.',
    fr: 'Une nouvelle personne a besoin d’une adresse e-mail.',
  },
  'email-invalid': {
    en: 'This is not an e-mail address; one looks like ann@example.com.',
    nl: 'Dit is geen e-mailadres; dat ziet eruit als ann@example.com.',
    de: 'Das ist keine E-Mail-Adresse; eine sieht aus wie ann@example.com.',
    fr: "Ce n'est pas une adresse e-mail, comme ann@example.com.",
  },
  'email-taken': {
    en: 'This is the e-mail address of {about}. Each user has their own.',
    nl: 'Dit is het e-mailadres van {about}. Elke gebruiker heeft een eigen adres.',
    de: 'Das ist die E-Mail-Adresse von {about}. Jede Person hat ihre eigene.',
    fr: "C'est l'adresse e-mail de {about}. Chacun a la sienne.",
  },
  'too-long': {
    en: 'This is too long. Shorten it.',
    nl: 'Dit is te lang. Kort het in.',
    de: 'Das ist zu lang. Kürzen Sie es.',
    fr: 'C’est trop long. Raccourcissez.',
  },
  'company-missing': {
    en: 'Somebody new needs a company.',
    nl: 'Wie nieuw is, heeft een bedrijf nodig.',
    de: 'Wer neu ist, braucht ein Unternehmen.',
    fr: 'Une nouvelle personne a besoin d’une entreprise.',
  },
  'company-unknown': {
    en: 'There is no such company. Correct it, or create the company first.',
    nl: 'Dit bedrijf is er niet. Verbeter het, of maak het bedrijf eerst aan.',
    de: 'Dieses Unternehmen gibt es nicht. Korrigieren Sie es, oder legen Sie es zuerst an.',
    fr: "Cette entreprise n'existe pas. Corrigez, ou créez-la d'abord.",
  },
  'department-unknown': {
    en: 'There is no such department in the company. Correct it, or create the department first.',
    nl: 'Deze afdeling is er niet in het bedrijf. Verbeter het, of maak de afdeling eerst aan.',
    de: 'Diese Abteilung gibt es im Unternehmen nicht. Korrigieren Sie sie, oder legen Sie sie zuerst an.',
    fr: "Ce service n'existe pas dans l'entreprise. Corrigez, ou créez-le d'abord.",
  },
  'department-ambiguous': {
    en: 'There are several: {about}. Write those above it too, as Logistics / Warehouse.',
    nl: 'Er zijn er meer: {about}. Schrijf ook wat erboven staat, als Logistiek / Magazijn.',
    de: 'Es gibt mehrere: {about}. Schreiben Sie auch, was darüber steht, wie Logistik / Lager.',
    fr: 'Il y en a plusieurs : {about}. Écrivez aussi ce qui est au-dessus, comme Logistique / Entrepôt.',
  },
  'department-elsewhere': {
    en: 'This department belongs to {about}. Choose one of the company of this row.',
    nl: 'Deze afdeling hoort bij {about}. Kies er een van het bedrijf van deze rij.',
    de: 'Diese Abteilung gehört zu {about}. Wählen Sie eine aus dem Unternehmen dieser Zeile.',
    fr: "Ce service appartient à {about}. Choisissez-en un de l'entreprise de cette ligne.",
  },
  'team-unknown': {
    en: 'There is no such team. Correct it, or create the team first.',
    nl: 'Dit team is er niet. Verbeter het, of maak het team eerst aan.',
    de: 'Dieses Team gibt es nicht. Korrigieren Sie es, oder legen Sie es zuerst an.',
    fr: "Cette équipe n'existe pas. Corrigez, ou créez-la d'abord.",
  },
  'function-unknown': {
    en: 'There is no such function. Correct it, or create the function first.',
    nl: 'Deze functie is er niet. Verbeter het, of maak de functie eerst aan.',
    de: 'Diese Funktion gibt es nicht. Korrigieren Sie sie, oder legen Sie sie zuerst an.',
    fr: "Cette fonction n'existe pas. Corrigez, ou créez-la d'abord.",
  },
  'group-unknown': {
    en: 'There is no such group. Correct it, or create the group first.',
    nl: 'Deze groep is er niet. Verbeter het, of maak de groep eerst aan.',
    de: 'Diese Gruppe gibt es nicht. Korrigieren Sie sie, oder legen Sie sie zuerst an.',
    fr: "Ce groupe n'existe pas. Corrigez, ou créez-le d'abord.",
  },
  archived: {
    en: '{about} is archived. Restore it first, or choose another.',
    nl: '{about} is gearchiveerd. Herstel het eerst, of kies iets anders.',
    de: '{about} ist archiviert. Stellen Sie es zuerst wieder her, oder wählen Sie etwas anderes.',
    fr: "{about} est archivé. Restaurez-le d'abord, ou choisissez autre chose.",
  },
  'manager-unknown': {
    en: 'Nobody has this address or number, here or in the good rows of the file.',
    nl: 'Niemand heeft dit adres of nummer, hier of in de goede rijen van het bestand.',
    de: 'Diese Adresse oder Nummer hat niemand, weder hier noch in den guten Zeilen der Datei.',
    fr: "Personne n'a cette adresse ou ce matricule, ni ici ni dans les bonnes lignes du fichier.",
  },
  'manager-oneself': {
    en: 'Nobody is their own manager.',
    nl: 'Niemand is zijn eigen leidinggevende.',
    de: 'Niemand ist die eigene Führungskraft.',
    fr: "Personne n'est son propre responsable.",
  },
  'language-unknown': {
    en: 'There is no such language here. Write en, nl, de or fr.',
    nl: 'Deze taal is er niet. Schrijf en, nl, de of fr.',
    de: 'Diese Sprache gibt es hier nicht. Schreiben Sie en, nl, de oder fr.',
    fr: "Cette langue n'existe pas ici. Écrivez en, nl, de ou fr.",
  },
  'status-unknown': {
    en: 'A status is active or inactive.',
    nl: 'Een status is actief of inactief.',
    de: 'Ein Status ist aktiv oder inaktiv.',
    fr: 'Un statut est actif ou inactif.',
  },
  'cannot-clear': {
    en: 'This may not be empty.',
    nl: 'Dit mag niet leeg zijn.',
    de: 'Das darf nicht leer sein.',
    fr: 'Cela ne peut pas être vide.',
  },
  'row-contradiction': {
    en: 'Row {about} says something else about the same person. Keep one of the two.',
    nl: 'Rij {about} zegt iets anders over dezelfde persoon. Houd er één.',
    de: 'Zeile {about} sagt über dieselbe Person etwas anderes. Behalten Sie eine von beiden.',
    fr: 'La ligne {about} dit autre chose de la même personne. Gardez l’une des deux.',
  },
}
