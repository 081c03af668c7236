import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportView } from '../../server/import/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { followBatch, useFollowed } from '../enrollment/running.ts'
import { batchQuery } from '../history/batchQuery.ts'
import { UndoSheet } from '../history/UndoSheet.tsx'
import { Button, ButtonLink, TextLink } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { ChangedUsers } from './ChangedUsers.tsx'
import { LeftBehind } from './LeftBehind.tsx'
import { NotImported } from './NotImported.tsx'
import { Progress } from './Progress.tsx'
import styles from './StartStep.module.css'
import { changesIn, inOrder } from './words.ts'

/** What became of it: how far it is, what followed, where its report stays, and the way back. */
export function Started({ view, batchId }: { view: ImportView; batchId: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data: batch, error, refetch } = useQuery(batchQuery(batchId))
  const [undoing, setUndoing] = useState(false)
  const followed = useFollowed().get(batchId)
  const isRunning = batch?.state === 'running'
  const progress = followed?.progress ?? batch?.progress ?? 0
  useEffect(() => {
    if (isRunning) followBatch({ state: 'running', batchId, progress: 0 })
  }, [isRunning, batchId])
  if (!batch) return error ? <ErrorState fault={error} retry={() => void refetch()} /> : <Skeleton rows={2} />
  return (
    <div className={styles.final}>
      <div role="status">
        {isRunning ? (
          <div className={styles.running}>
            <p className={styles.headline}>
              {t('import:started.running')} <span>{format.percent(progress)}</span>
            </p>
            <Progress value={progress} label={t('import:started.running')} />
            <p>{t('import:started.leave')}</p>
          </div>
        ) : (
          <p className={styles.done}>
            <IconCheck size={18} stroke={2} aria-hidden />
            <span>
              {batch.undoneBy === null
                ? [
                    t('import:started.done'),
                    ...inOrder(
                      view,
                      changesSentence(t, format, { ...batch, batchId }),
                      changesIn(t, format, view, 'started'),
                    ),
                  ].join(' ')
                : t('import:started.undone')}
            </span>
          </p>
        )}
      </div>
      {view.notify && view.mailOn && batch.enrolled > 0 && batch.undoneBy === null && (
        <p className={styles.told}>
          {t('import:started.mails')} <TextLink to="/mail">{t('kit:mail')}</TextLink>
        </p>
      )}
      {!isRunning && batch.undoneBy === null && <ChangedUsers view={view} />}
      <NotImported view={view} />
      <LeftBehind view={view} />
      <div className={styles.start}>
        <ButtonLink to={`/history/${batchId}`} look="primary">
          {t('import:started.report')}
        </ButtonLink>
        {!isRunning && batch.undoneBy === null && (
          <Button icon={<IconArrowBackUp />} onClick={() => setUndoing(true)}>
            {t('history:undo.action')}
          </Button>
        )}
        <ButtonLink to="/users/import" look="quiet">
          {t('import:started.another')}
        </ButtonLink>
      </div>
      {undoing && batch.undoneBy === null && <UndoSheet batch={batch} onClose={() => setUndoing(false)} />}
    </div>
  )
}
