import type { MailTexts } from './mailTexts.ts'

export const en: MailTexts = {
  hello: (name) => `Hello ${name},`,
  type: {
    'e-learning': 'e-learning',
    classroom: 'classroom',
    webinar: 'webinar',
    document: 'document',
    exam: 'exam',
    video: 'video',
  },
  enrolled: {
    subjectOne: (academy, title) => `${academy}: you are enrolled in ${title}`,
    subjectMany: (academy, count) => `${academy}: you are enrolled in ${count} learning activities`,
    introOne: 'You are enrolled in a learning activity:',
    introMany: (count) => `You are enrolled in ${count} learning activities:`,
    where: 'Everything you are enrolled in is under My learning.',
    open: 'Open My learning',
  },
  invitation: {
    subject: (academy) => `${academy}: choose your password`,
    intro: (academy) => `You have an account at ${academy}. Choose a password, and you can sign in.`,
    open: 'Choose a password',
    signInAs: (email) => `You sign in with your e-mail address, ${email}.`,
    once: (days) => `The link works once, for ${days} days.`,
    linkToCome: 'The link is made when this message is sent.',
  },
  imported: {
    subject: (academy, fileName) => `${academy}: ${fileName} was imported`,
    good: (fileName, rows) =>
      `The import of ${fileName} is done: ${rows === 1 ? '1 row was' : `${rows} rows were`} imported.`,
    wrong: (rows) => `${rows === 1 ? '1 row was' : `${rows} rows were`} not imported.`,
    open: 'Open its report',
  },
  sentBy: (academy) => `Sent by Muster for ${academy}.`,
}
