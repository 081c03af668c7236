import { IconMail } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const mailPages = [page('/mail', () => import('./MailPage.tsx'), 'MailPage')]

export const mailMenu: readonly MenuEntry[] = [
  {
    label: 'notification:mail',
    icon: IconMail,
    to: '/mail',
    group: 'academy',
    seenBy: 'administrators',
  },
]
