import { useTranslation } from 'react-i18next'
import { useFormat } from '../kit/format.ts'

/** What is said when messages were to be sent again. */
export function useSentAgain() {
  const { t } = useTranslation()
  const { number } = useFormat()
  return ({ due }: { due: number }) =>
    due > 0 ? t('notification:onTheirWay', { count: due, shown: number(due) }) : t('notification:nothingLeft')
}
