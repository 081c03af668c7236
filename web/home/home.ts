import { IconHome } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const homePages = [page('/home', () => import('./HomePage.tsx'), 'HomePage')]

export const homeMenu: readonly MenuEntry[] = [
  { label: 'home:home', icon: IconHome, to: '/home', group: 'academy', seenBy: 'administrators' },
]
