import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { useFormat } from './format.ts'
import type { ListPageOf } from './list.ts'
import styles from './Pager.module.css'

type PagerProps = { page: ListPageOf<unknown>; goAfter: (cursor: string) => void; goBefore: (cursor: string) => void }

/** "1–50 of 2,500", and the way to the next and the previous page. */
export function Pager({ page: { items, total, uncounted, from, next, previous }, goAfter, goBefore }: PagerProps) {
  const { t } = useTranslation()
  const { number, atLeast } = useFormat()
  const leave = (move: () => void) => () => {
    move()
    window.scrollTo({ top: 0 })
  }
  return (
    <nav aria-label={t('kit:pager.name')} className={styles.pager}>
      <span>
        {t('kit:pager.range', {
          from: number(from),
          to: number(from + items.length - 1),
          total: atLeast(total, uncounted),
        })}
      </span>
      {(next !== null || previous !== null) && (
        <span className={styles.moves}>
          <Button
            icon={<IconChevronLeft />}
            disabled={previous === null}
            onClick={leave(() => previous !== null && goBefore(previous))}
          >
            {t('kit:pager.previous')}
          </Button>
          <Button disabled={next === null} onClick={leave(() => next !== null && goAfter(next))}>
            <span className={styles.next}>
              {t('kit:pager.next')}
              <IconChevronRight size={16} aria-hidden />
            </span>
          </Button>
        </span>
      )}
    </nav>
  )
}
