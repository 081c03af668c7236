import { IconArrowMerge, IconReplace } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SecondaryAction } from '../kit/PageHeader.tsx'

/** Another takes the place of one, with what is in it or without. */
export type Succeeding = 'replace' | 'merge'

/** What a page about a unit or qualification offers for putting another in its place, and which of it is under way. */
export function useSucceeding(): {
  actions: readonly SecondaryAction[]
  how: Succeeding | undefined
  onClose: () => void
} {
  const { t } = useTranslation()
  const [how, setHow] = useState<Succeeding>()
  return {
    actions: [
      { label: t('organization:succession.replace.action'), icon: <IconReplace />, run: () => setHow('replace') },
      { label: t('organization:succession.merge.action'), icon: <IconArrowMerge />, run: () => setHow('merge') },
    ],
    how,
    onClose: () => setHow(undefined),
  }
}
