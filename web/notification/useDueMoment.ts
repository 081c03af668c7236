import { useTranslation } from 'react-i18next'
import type { MessageListItem } from '../../server/notification/contract.ts'
import { useFormat } from '../kit/format.ts'

/** When a message that the mail server did not take yet is tried next, or one that waits goes out: "today, 15:20". */
export function useDueMoment() {
  const { t } = useTranslation()
  const { near, day, time } = useFormat()
  return ({ state, attempts, dueAt }: MessageListItem) => {
    const isAgain = attempts > 0
    if (state !== 'due' || (!isAgain && new Date(dueAt) <= new Date())) return undefined
    return { isAgain, told: t('notification:moment', { day: near(dueAt) ?? day(dueAt), time: time(dueAt) }) }
  }
}
