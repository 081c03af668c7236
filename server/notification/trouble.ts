import { sentence } from '../platform/sentence.ts'

// What may be wrong with a message. The words are those of the mail server, or of what went wrong on the way to it.

export const unreachable = sentence('mail.unreachable', 'The mail server cannot be used: "{{words}}"')
export const postponed = sentence(
  'mail.postponed',
  'The mail server does not accept it now, so it is tried again later: "{{words}}"',
)
export const refused = sentence('mail.refused', 'The mail server does not accept it: "{{words}}"')
export const lost = sentence(
  'mail.lost',
  'It was handed to the mail server and no answer came, so it may have arrived. It is not sent again by itself. "{{words}}"',
)
export const stopped = sentence(
  'mail.stopped',
  'Muster stopped while this was handed to the mail server, so it may have arrived. It is not sent again by itself.',
)

export const vain = sentence('mail.vain', 'Nothing in it is true any more, so it will not be sent.')
