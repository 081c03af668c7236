import type { MailTexts } from './mailTexts.ts'

export const de: MailTexts = {
  hello: (name) => `Guten Tag ${name},`,
  type: {
    'e-learning': 'E-Learning',
    classroom: 'Präsenz',
    webinar: 'Webinar',
    document: 'Dokument',
    exam: 'Prüfung',
    video: 'Video',
  },
  enrolled: {
    subjectOne: (academy, title) => `${academy}: Sie sind in ${title} eingeschrieben`,
    subjectMany: (academy, count) => `${academy}: Sie sind in ${count} Lernaktivitäten eingeschrieben`,
    introOne: 'Sie sind in einer Lernaktivität eingeschrieben:',
    introMany: (count) => `Sie sind in ${count} Lernaktivitäten eingeschrieben:`,
    where: 'Alles, worin Sie eingeschrieben sind, steht unter Mein Lernen.',
    open: 'Mein Lernen öffnen',
  },
  invitation: {
    subject: (academy) => `${academy}: Passwort wählen`,
    intro: (academy) => `Sie haben ein Konto bei ${academy}. Mit einem Passwort können Sie sich anmelden.`,
    open: 'Passwort wählen',
    signInAs: (email) => `Sie melden sich mit Ihrer E-Mail-Adresse an: ${email}.`,
    once: (days) => `Der Link funktioniert einmal, ${days} Tage lang.`,
    linkToCome: 'Der Link entsteht, wenn diese Nachricht gesendet wird.',
  },
  imported: {
    subject: (academy, fileName) => `${academy}: ${fileName} ist importiert`,
    good: (fileName, rows) =>
      `Der Import von ${fileName} ist fertig: ${rows === 1 ? '1 Zeile wurde' : `${rows} Zeilen wurden`} übernommen.`,
    wrong: (rows) => `${rows === 1 ? '1 Zeile wurde' : `${rows} Zeilen wurden`} nicht importiert.`,
    open: 'Den Bericht öffnen',
  },
  sentBy: (academy) => `Gesendet von Muster für ${academy}.`,
}
