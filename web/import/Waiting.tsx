import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type ImportHead, listImports } from '../../server/import/contract.ts'
import { ButtonLink, IconButton } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { ProblemNote } from '../kit/states.tsx'
import { useDiscard } from './discarding.ts'
import { isWorking } from './telling.ts'
import styles from './Waiting.module.css'

/** Imports that somebody began and did not start yet, to go on with or to discard. */
export function Waiting() {
  const { t } = useTranslation()
  const { data, error } = useQuery({
    ...query(listImports),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => isWorking(one.state)) ? 1000 : false),
  })
  if (error && !data) return <ProblemNote fault={error} />
  if (!data || data.items.length === 0) return null
  return (
    <section className={styles.waiting} aria-labelledby="imports-that-wait">
      <h2 id="imports-that-wait">{t('import:waiting.title')}</h2>
      <ul>
        {data.items.map((head) => (
          <li key={head.id}>
            <One head={head} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function One({ head }: { head: ImportHead }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const discard = useDiscard()
  const { id, fileName, action, state, rows, author, createdAt, expiresAt } = head
  const facts = [
    action ? t(`import:action.${action}`) : t('import:waiting.noAction'),
    rows > 0 && t('import:rows', { count: rows, shown: number(rows) }),
    author?.name ?? t('import:waiting.feed'),
    state !== 'open' && t(`import:state.${state}`),
  ].filter(Boolean)
  return (
    <div className={styles.one}>
      <span className={styles.words}>
        <span className={styles.name}>{fileName}</span>
        <span className={styles.facts}>{facts.join(' · ')}</span>
      </span>
      <span className={styles.facts}>
        <RelativeDate value={createdAt} />
        {expiresAt && (
          <>
            {' · '}
            {t('import:waiting.until')} <RelativeDate value={expiresAt} />
          </>
        )}
      </span>
      <span className={styles.acts}>
        <ButtonLink to={`/users/import/${id}`}>
          {t('import:waiting.goOn')} <span className={styles.unseen}>{fileName}</span>
        </ButtonLink>
        {state !== 'starting' && (
          <IconButton
            label={t('import:waiting.discard', { name: fileName })}
            icon={<IconTrash />}
            onClick={() => void discard(head)}
          />
        )}
      </span>
    </div>
  )
}
