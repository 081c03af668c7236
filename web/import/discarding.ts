import { useTranslation } from 'react-i18next'
import { discardImport, type ImportHead } from '../../server/import/contract.ts'
import { call } from '../kit/api.ts'
import { confirm } from '../kit/Confirm.tsx'
import { useCommand } from '../kit/query.ts'

/** Asks, and then discards an import that was not started. */
export function useDiscard(then?: () => void) {
  const { t } = useTranslation()
  const discard = useCommand(
    async ({ id }: Pick<ImportHead, 'id' | 'fileName'>) => {
      await call(discardImport, { params: { importId: id } })
      then?.()
    },
    { done: (_, { fileName }) => t('import:discard.done', { name: fileName }) },
  )
  return async (head: Pick<ImportHead, 'id' | 'fileName'>) => {
    const agreed = await confirm({
      title: t('import:discard.title', { name: head.fileName }),
      text: t('import:discard.text'),
      action: t('import:discard.action'),
      danger: true,
    })
    if (agreed) discard.mutate(head)
  }
}
