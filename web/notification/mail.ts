import { IconMail } from '@tabler/icons-react'
import { speakOf } from '../kit/language.ts'
import { type MenuEntry, page } from '../kit/pages.ts'

/** With the texts that only this page has. */
const load = async () => {
  await speakOf('notification')
  return import('./MailPage.tsx')
}

export const mailPages = [page('/mail', load, 'MailPage')]

export const mailMenu: readonly MenuEntry[] = [
  {
    label: 'kit:mail',
    icon: IconMail,
    to: '/mail',
    group: 'academy',
    seenBy: 'administrators',
  },
]
