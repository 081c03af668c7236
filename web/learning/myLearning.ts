import { IconBook } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const myLearningPages = [page('/my-learning', () => import('./MyLearningPage.tsx'), 'MyLearningPage')]

export const myLearningMenu: readonly MenuEntry[] = [
  { label: 'mylearning:title', icon: IconBook, to: '/my-learning', group: 'mine', seenBy: 'everyone' },
]
