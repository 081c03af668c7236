import i18next from 'i18next'
import type { Unconfirmed } from './api.ts'
import { confirm } from './Confirm.tsx'
import { formatIn } from './format.ts'
import { numberToType } from './TypedNumber.tsx'

/**
 * Says how much an act does, and has its number typed where that is much: what ends somebody's enrollments weighs more than
 * what begins some.
 */
export function confirmNumbers({ enrolls, begins, ends, isMuch }: Unconfirmed): Promise<boolean> {
  const { t } = i18next
  const { number } = formatIn(i18next.language)
  const sentences = [
    ...(ends > 0 ? [t('kit:much.ends', { count: ends, shown: number(ends) })] : []),
    ...(enrolls > 0 ? [t('kit:much.enrolls', { count: enrolls, shown: number(enrolls) })] : []),
    ...(begins > enrolls ? [t('kit:much.begins', { count: begins, shown: number(begins) })] : []),
  ]
  return confirm({
    title: t(isMuch ? 'kit:much.title' : 'kit:much.other'),
    text: sentences.join(' '),
    action: ends > 0 ? t('kit:much.end') : t('kit:much.enroll'),
    danger: ends > 0,
    unread: !isMuch,
    ...(isMuch && { typed: numberToType({ enrolls, begins, ends }) }),
  })
}
