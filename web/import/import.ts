import { IconFileImport } from '@tabler/icons-react'
import { page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

export const importPages = [page('/users/import/{-$importId}', () => import('./ImportPage.tsx'), 'ImportPage')]

export const importActs: readonly PaletteAct[] = [
  {
    label: 'import:palette',
    icon: IconFileImport,
    to: '/users/import',
    seenBy: ({ role }) => role === 'administrator',
  },
]
