import { IconHistory } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const historyPages = [
  page('/history', () => import('./HistoryPage.tsx'), 'HistoryPage'),
  page('/history/$batchId', () => import('./BatchPage.tsx'), 'BatchPage', [
    page('/', () => import('./MovesTab.tsx'), 'MovesTab'),
    page('/facts', () => import('./FactsTab.tsx'), 'FactsTab'),
  ]),
]

export const historyMenu: readonly MenuEntry[] = [
  {
    label: 'history:title',
    icon: IconHistory,
    to: '/history',
    group: 'academy',
    seenBy: 'administrators',
  },
]
