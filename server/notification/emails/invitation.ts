import type { Language } from '../../learning/contract.ts'
import { type Letter, write } from './letter.ts'
import { textsIn } from './texts.ts'

/** Invites somebody to choose a password. `link` is null as long as the message waits: it is made when it is sent. */
export function invitationLetter(input: {
  language: Language
  name: string
  email: string
  academy: string
  link: string | null
}): Letter {
  const { language, name, email, academy, link } = input
  const { hello, invitation, sentBy } = textsIn(language)
  return write({
    language,
    subject: invitation.subject(academy),
    blocks: [
      { line: hello(name) },
      { line: invitation.intro(academy) },
      link === null ? { line: invitation.linkToCome } : { open: invitation.open, at: link },
      { line: `${invitation.once(7)} ${invitation.signInAs(email)}` },
      { small: sentBy(academy) },
    ],
  })
}
