import { IconFileImport } from '@tabler/icons-react'
import { speakOf } from '../kit/language.ts'
import { page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

/** With the texts that only these pages have. */
const load = async () => {
  await Promise.all([speakOf('import'), speakOf('problem')])
  return import('./ImportPage.tsx')
}

export const importPages = [page('/users/import/{-$importId}', load, 'ImportPage')]

export const importActs: readonly PaletteAct[] = [
  {
    label: 'user:upload.palette',
    icon: IconFileImport,
    to: '/users/import',
    seenBy: 'administrators',
  },
]
