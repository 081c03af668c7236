import type { ActivityType } from '../../learning/contract.ts'

/** Every sentence of every mail, in one language. */
export type MailTexts = {
  hello: (name: string) => string
  type: Record<ActivityType, string>
  enrolled: {
    subjectOne: (academy: string, title: string) => string
    subjectMany: (academy: string, count: number) => string
    introOne: string
    introMany: (count: number) => string
    where: string
    open: string
  }
  invitation: {
    subject: (academy: string) => string
    intro: (academy: string) => string
    open: string
    signInAs: (email: string) => string
    once: (days: number) => string
    linkToCome: string
  }
  imported: {
    subject: (academy: string, fileName: string) => string
    good: (fileName: string, rows: number) => string
    wrong: (rows: number) => string
    open: string
  }
  sentBy: (academy: string) => string
}
