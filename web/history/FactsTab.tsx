import { IconFileDescription } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type FactChange, listFacts } from '../../server/history/contract.ts'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import styles from './BatchPage.module.css'
import { factSentence, fieldChanges } from './factChange.ts'

/** The facts that a batch made, changed or ended. */
export function FactsTab() {
  const { t } = useTranslation()
  const batchId = useIdInPath('batchId')
  return (
    <List
      label={t('history:batch.tab.facts')}
      source={{ operation: listFacts, params: { batchId } }}
      searchLabel={t('history:batch.searchFacts')}
      columns={useColumns()}
      itemKey={keyOf}
      empty={{
        icon: <IconFileDescription />,
        title: t('history:batch.noFacts'),
        text: t('history:batch.noFactsText'),
      }}
    />
  )
}

/** One fact can be written twice by one act; what it says then differs. */
function keyOf(fact: FactChange): string {
  return JSON.stringify(fact)
}

function useColumns(): Column<FactChange>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language, links: true }
  return [
    {
      key: 'fact',
      header: t('history:batch.fact'),
      cell: (fact) => <Why {...factSentence(fact, telling)} />,
      wrap: true,
    },
    {
      key: 'change',
      header: t('history:batch.change'),
      cell: (fact) => <Fields of={fact} />,
      wrap: true,
      width: '52%',
    },
  ]
}

/** What a fact says, field by field: of a changed one also what it said before. */
export function Fields({ of }: { of: FactChange }) {
  const { t, i18n } = useTranslation()
  const changes = fieldChanges(of, { t, language: i18n.language, links: false })
  if (changes.length === 0) return null
  return (
    <dl className={styles.fields}>
      {changes.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {of.happened === 'changed' && before !== after && (
              <>
                <del>{before ?? t('history:value.none')}</del>
                <span className={styles.arrow} aria-hidden>
                  →
                </span>
              </>
            )}
            {(of.happened === 'ended' ? before : after) ?? t('history:value.none')}
          </dd>
        </div>
      ))}
    </dl>
  )
}
