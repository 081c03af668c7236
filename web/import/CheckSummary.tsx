import { useTranslation } from 'react-i18next'
import type { ImportView } from '../../server/import/contract.ts'
import { useFormat } from '../kit/format.ts'

/** "1,204 rows: 1,187 are good, 12 have something wrong, 5 are left out." */
export function CheckSummary({ view: { check } }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number, list } = useFormat()
  if (!check) return null
  const { rows, withProblems, skipped, idle } = check
  const good = rows - withProblems - skipped - idle
  const clause = (key: string, count: number) =>
    count > 0 ? [t(`import:check.${key}`, { count, shown: number(count) })] : []
  if (rows === 0) return t('import:check.noRows')
  if (withProblems + skipped + idle === 0) return t('import:check.allGood', { count: rows, shown: number(rows) })
  return t('import:check.whole', {
    rows: t('import:rows', { count: rows, shown: number(rows) }),
    clauses: list([
      ...clause('good', good),
      ...clause('wrong', withProblems),
      ...clause('skipped', skipped),
      ...clause('idle', idle),
    ]),
  })
}
