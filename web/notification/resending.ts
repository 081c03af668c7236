import { useTranslation } from 'react-i18next'
import { useFormat } from '../kit/format.ts'

/** What is said when messages were to be sent again. */
export function useSentAgain() {
  const { t } = useTranslation()
  const { number } = useFormat()
  return ({ due, dropped, left }: { due: number; dropped: number; left: number }) => {
    const sent = due > 0 && t('notification:onTheirWay', { count: due, shown: number(due) })
    const stay = left > 0 && t('notification:stayFailed', { count: left, shown: number(left) })
    const told = due + left === 0 && dropped > 0 && t('notification:nothingLeft')
    return [sent, stay, told].filter(Boolean).join(' ')
  }
}
