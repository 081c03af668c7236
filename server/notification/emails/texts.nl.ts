import type { MailTexts } from './mailTexts.ts'

export const nl: MailTexts = {
  hello: (name) => `Hallo ${name},`,
  type: {
    'e-learning': 'e-learning',
    classroom: 'klassikaal',
    webinar: 'webinar',
    document: 'document',
    exam: 'examen',
    video: 'video',
  },
  enrolled: {
    subjectOne: (academy, title) => `${academy}: je bent ingeschreven voor ${title}`,
    subjectMany: (academy, count) => `${academy}: je bent ingeschreven voor ${count} leeractiviteiten`,
    introOne: 'Je bent ingeschreven voor een leeractiviteit:',
    introMany: (count) => `Je bent ingeschreven voor ${count} leeractiviteiten:`,
    where: 'Alles waarvoor je bent ingeschreven staat onder Mijn leeractiviteiten.',
    open: 'Open Mijn leeractiviteiten',
  },
  invitation: {
    subject: (academy) => `${academy}: kies je wachtwoord`,
    intro: (academy) => `Je hebt een account bij ${academy}. Kies een wachtwoord, dan kun je inloggen.`,
    open: 'Kies een wachtwoord',
    signInAs: (email) => `Je logt in met je e-mailadres, ${email}.`,
    once: (days) => `De link werkt één keer, en ${days} dagen lang.`,
    linkToCome: 'De link wordt gemaakt als dit bericht wordt verstuurd.',
  },
  imported: {
    subject: (academy, fileName) => `${academy}: ${fileName} is geïmporteerd`,
    good: (fileName, rows) =>
      `De import van ${fileName} is klaar: ${rows === 1 ? '1 rij is' : `${rows} rijen zijn`} overgenomen.`,
    wrong: (rows) => `${rows === 1 ? '1 rij is' : `${rows} rijen zijn`} niet geïmporteerd.`,
    open: 'Het verslag openen',
  },
  sentBy: (academy) => `Verstuurd door Muster namens ${academy}.`,
}
