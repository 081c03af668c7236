import { useMediaQuery } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ImportHead, listImports } from '../../server/import/contract.ts'
import { Button, ButtonLink, IconButton } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { ProblemNote } from '../kit/states.tsx'
import { useDiscard } from './discarding.ts'
import { isWorking } from './telling.ts'
import { UploadButton } from './UploadArea.tsx'
import styles from './Waiting.module.css'
import { refusalWords } from './words.ts'

/** Imports that somebody began and did not start yet, to go on with or to discard; and files of which nothing can come. */
export function Waiting() {
  const { data, error } = useQuery({
    ...query(listImports),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => isWorking(one.state)) ? 1000 : false),
  })
  if (error && !data) return <ProblemNote fault={error} />
  if (!data || data.items.length === 0) return null
  const isRefused = ({ state }: ImportHead) => state === 'refused'
  return (
    <div className={styles.waiting}>
      <Fold title="title" heads={data.items.filter((head) => !isRefused(head))} />
      <Fold title="refused" heads={data.items.filter(isRefused)} />
    </div>
  )
}

/** The newest; the others are one click away. */
const seenAtOnce = 5

/** On a phone the list is folded to a line: what one came for stands below it. */
function Fold({ title, heads }: { title: 'title' | 'refused'; heads: readonly ImportHead[] }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [all, setAll] = useState(false)
  const phone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false })
  if (heads.length === 0) return null
  return (
    <details open={!phone}>
      <summary>
        <h2>
          {t(`import:waiting.${title}`)} <span className={styles.facts}>{number(heads.length)}</span>
        </h2>
      </summary>
      <ul>
        {(all ? heads : heads.slice(0, seenAtOnce)).map((head) => (
          <li key={head.id}>
            <One head={head} />
          </li>
        ))}
      </ul>
      {!all && heads.length > seenAtOnce && (
        <Button look="quiet" onClick={() => setAll(true)}>
          {t('import:values.all', { count: heads.length, shown: number(heads.length) })}
        </Button>
      )}
    </details>
  )
}

function One({ head }: { head: ImportHead }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const discard = useDiscard()
  const { id, fileName, action, state, rows, author, createdAt, expiresAt } = head
  const isRefused = state === 'refused'
  const facts = [
    action ? t(`import:action.${action}`) : t('import:waiting.noAction'),
    rows > 0 && t('import:rows', { count: rows, shown: number(rows) }),
    author?.name ?? t('import:waiting.feed'),
    state !== 'open' && !isRefused && t(`import:state.${state}`),
  ].filter(Boolean)
  return (
    <div className={styles.one}>
      <span className={styles.words}>
        <span className={styles.name}>{fileName}</span>
        {isRefused && <span className={styles.why}>{refusalWords(t, head)}</span>}
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
        {isRefused ? (
          <UploadButton action={action ?? undefined} label={t('import:upload.another')} />
        ) : (
          <ButtonLink to={`/users/import/${id}`}>
            {t('import:waiting.goOn')} <span className={styles.unseen}>{fileName}</span>
          </ButtonLink>
        )}
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
