import { useTranslation } from 'react-i18next'
import type { ImportView } from '../../server/import/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { useImportUrl } from './importUrl.ts'
import { columnInUrl } from './Problems.tsx'
import styles from './StartStep.module.css'
import { columnName, problemWords } from './words.ts'

/** Which rows stay behind, and why, with a way back to them. The others go all the same. */
export function NotImported({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [, setUrl] = useImportUrl()
  const { check, problems, columns, state } = view
  const undecided = columns.filter(({ problem }) => problem !== null)
  if (!check || check.withProblems + check.skipped + undecided.length === 0) return null
  const behind = check.withProblems + check.skipped
  const mayMend = state === 'open' || state === 'checking'
  return (
    <section className={styles.behind} aria-labelledby="not-imported">
      <h3 id="not-imported">
        {behind > 0
          ? t('import:behind.title', { count: behind, shown: number(behind) })
          : t('import:behind.columnsTitle')}
      </h3>
      <ul>
        {problems.map((group) => {
          const { wrong } = problemWords(t, group, view.action)
          const words = [
            wrong,
            columnName(view, group.column),
            t('import:rows', { count: group.rows, shown: number(group.rows) }),
          ]
            .filter(Boolean)
            .join(' · ')
          return (
            <li key={`${group.kind} ${group.column}`}>
              <span>{words}</span>
              {mayMend && (
                <Button
                  look="quiet"
                  aria-label={t('import:behind.lookAt', { wrong })}
                  onClick={() =>
                    void setUrl({ step: 'check', problem: group.kind, column: columnInUrl(group) }).then(toProblems)
                  }
                >
                  {t('import:behind.look')}
                </Button>
              )}
            </li>
          )
        })}
        {check.skipped > 0 && (
          <li>{t('import:behind.skipped', { count: check.skipped, shown: number(check.skipped) })}</li>
        )}
        {undecided.length > 0 && (
          <li>
            {t('import:behind.columns', {
              count: undecided.length,
              names: undecided.map(({ header }) => header).join(', '),
            })}
          </li>
        )}
      </ul>
    </section>
  )
}

/** They may be far up the page. */
function toProblems(): void {
  document.getElementById('problems')?.scrollIntoView({ block: 'start' })
}
