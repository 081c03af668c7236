import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import styles from './Picker.module.css'
import { isUnseen, type PickerItem } from './picking.ts'

/** As many as fit in about three lines; a pasted column can hold thousands. */
const shownAtFirst = 12

/** What is ticked, as chips that can be taken away again. */
export function PickerChips<Item extends PickerItem>({
  picked,
  remove,
  removeUnseen,
}: {
  picked: readonly Item[]
  remove: (item: Item) => void
  /** Where all matches can be picked: takes those away again who were never shown. */
  removeUnseen?: () => void
}) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [all, setAll] = useState(false)
  if (picked.length === 0) return null
  const named = picked.filter((item) => !isUnseen(item))
  const unseen = picked.length - named.length
  const shown = all ? named.slice(-500) : named.slice(-shownAtFirst)
  const hidden = named.length - shown.length
  return (
    <ul className={styles.chips} aria-label={t('kit:picker.chips')}>
      {hidden > 0 && (
        <li>
          <button type="button" className={styles.moreChips} onClick={() => setAll(true)}>
            {t('kit:picker.moreChips', { count: hidden })}
          </button>
        </li>
      )}
      {unseen > 0 && (
        <li className={styles.chip}>
          <span>{t('kit:picker.unseen', { count: unseen, shown: number(unseen) })}</span>
          <button type="button" aria-label={t('kit:picker.removeUnseen')} onClick={removeUnseen}>
            <IconX size={12} aria-hidden />
          </button>
        </li>
      )}
      {shown.map((item) => (
        <li key={item.id} className={styles.chip}>
          <span>{item.title}</span>
          <button type="button" aria-label={t('kit:picker.remove', { title: item.title })} onClick={() => remove(item)}>
            <IconX size={12} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
