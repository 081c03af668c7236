import type { MailTexts } from './mailTexts.ts'

export const fr: MailTexts = {
  hello: (name) => `Bonjour ${name},`,
  type: {
    'e-learning': 'e-learning',
    classroom: 'en salle',
    webinar: 'webinaire',
    document: 'document',
    exam: 'examen',
    video: 'vidéo',
  },
  enrolled: {
    subjectOne: (academy, title) => `${academy} : vous avez une inscription à ${title}`,
    subjectMany: (academy, count) => `${academy} : vous avez ${count} inscriptions à des activités de formation`,
    introOne: 'Vous avez une inscription à une activité de formation :',
    introMany: (count) => `Vous avez ${count} inscriptions à des activités de formation :`,
    where: 'Toutes vos inscriptions figurent sous Ma formation.',
    open: 'Ouvrir Ma formation',
  },
  invitation: {
    subject: (academy) => `${academy} : choisissez votre mot de passe`,
    intro: (academy) => `Vous avez un compte : ${academy}. Choisissez un mot de passe pour pouvoir vous connecter.`,
    open: 'Choisir un mot de passe',
    signInAs: (email) => `Vous vous connectez avec votre adresse e-mail, ${email}.`,
    once: (days) => `Le lien fonctionne une fois, pendant ${days} jours.`,
    linkToCome: 'Le lien est créé quand ce message est envoyé.',
  },
  imported: {
    subject: (academy, fileName) => `${academy} : ${fileName} est importé`,
    good: (fileName, rows) =>
      `L’import de ${fileName} est terminé : ${rows === 1 ? '1 ligne reprise' : `${rows} lignes reprises`}.`,
    wrong: (rows) => `${rows === 1 ? '1 ligne n’a pas été importée' : `${rows} lignes n’ont pas été importées`}.`,
    open: 'Ouvrir le rapport',
  },
  sentBy: (academy) => `Envoyé par Muster pour ${academy}.`,
}
