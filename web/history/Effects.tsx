import { useTranslation } from 'react-i18next'
import type { MoveCounts } from '../../server/history/contract.ts'
import { useFormat } from '../kit/format.ts'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'
import styles from './HistoryPage.module.css'

const tones = {
  enrolled: 'added',
  resumed: 'added',
  requiredAgain: 'added',
  kept: 'kept',
  withdrawn: 'ended',
} as const satisfies Record<keyof MoveCounts, Tone>
const kinds = Object.keys(tones) as Array<keyof MoveCounts>

/** What a batch did to enrollments: the kinds that occur, each with its number. */
export function Effects({ of }: { of: MoveCounts }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const occur = kinds.filter((kind) => of[kind] > 0)
  if (occur.length === 0) return <span className={styles.none}>{t('history:nothingMoved')}</span>
  return (
    <span className={styles.effects}>
      {occur.map((kind) => (
        <StateBadge key={kind} tone={tones[kind]}>
          {t(`enrollment:impact.counts.${kind === 'requiredAgain' ? 'required-again' : kind}`, {
            count: of[kind],
            shown: number(of[kind]),
          })}
        </StateBadge>
      ))}
    </span>
  )
}
