import { IconArrowBackUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../server/history/contract.ts'
import { listImports } from '../../server/import/contract.ts'
import { follow, useFollowed } from '../enrollment/running.ts'
import { wordsOf } from '../enrollment/why.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import type { Fact } from '../kit/Facts.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { Bone } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { actSentence, authorOf, changedNothing } from './act.ts'
import styles from './BatchPage.module.css'
import { batchQuery } from './batchQuery.ts'
import { Effects } from './Effects.tsx'
import { movesOf } from './moves.ts'
import { Progress } from './Standing.tsx'
import type { Telling } from './things.ts'
import { UndoSheet } from './UndoSheet.tsx'

/** One act: who did what when, what followed, and the way back. */
export function BatchPage() {
  const { t, i18n } = useTranslation()
  const batchId = useIdInPath('batchId')
  const { data: read, error, refetch } = useQuery(batchQuery(batchId))
  const batch = useLive(read)
  const [undoing, setUndoing] = useState(false)
  const facts = useFacts(batch)
  const path = `/history/${batchId}`
  const refusal = batch && whyNot(batch)
  const telling = { t, language: i18n.language, links: false }
  return (
    <>
      <DetailPage
        breadcrumb={[{ label: t('history:title'), to: '/history' }]}
        title={batch && titleOf(batch, telling)}
        status={batch?.state === 'running' && <Progress value={batch.progress} />}
        facts={facts}
        action={
          batch &&
          !refusal && (
            <Button icon={<IconArrowBackUp />} onClick={() => setUndoing(true)}>
              {t('history:undo.action')}
            </Button>
          )
        }
        tabs={[
          { label: t('history:batch.tab.enrollments'), to: path, count: batch && movesOf(batch) },
          { label: t('history:batch.tab.facts'), to: `${path}/facts`, count: batch?.facts },
        ]}
        fault={batch ? undefined : error}
        retry={() => void refetch()}
      />
      {batch && !refusal && undoing && <UndoSheet batch={batch} onClose={() => setUndoing(false)} />}
    </>
  )
}

/** What is told of a batch that runs, as it goes on. */
function useLive(batch: Batch | undefined): Batch | undefined {
  const followed = useFollowed()
  const isRunning = batch?.state === 'running'
  const { id, progress = 0 } = batch ?? {}
  useEffect(() => {
    if (isRunning && id !== undefined) follow(id, { progress })
  }, [isRunning, id, progress])
  if (batch?.state !== 'running') return batch
  return { ...batch, ...followed.get(batch.id) }
}

/** Why a batch cannot be undone, as a key; nothing where it can. */
function whyNot(batch: Batch): 'setup' | 'calendar' | 'repair' | 'undone' | 'back' | 'nothing' | undefined {
  const { author, undoneBy, stands } = batch
  if (author.kind === 'setup' || author.kind === 'calendar' || author.kind === 'repair') return author.kind
  if (undoneBy !== null) return stands ? 'back' : 'undone'
  return changedNothing(batch) ? 'nothing' : undefined
}

function useFacts(batch: Batch | undefined): Fact[] | undefined {
  const { t, i18n } = useTranslation()
  const { absolute } = useFormat()
  const file = useImportOf(batch)
  if (!batch) return undefined
  const refusal = whyNot(batch)
  const who = authorOf(batch.author, { t, language: i18n.language, links: true })
  return [
    { label: t('history:batch.by'), value: <Why sentence="{who}" parts={{ who }} /> },
    { label: t('history:batch.at'), value: absolute(batch.at) },
    { label: t('history:batch.followed'), value: <Effects of={batch} /> },
    {
      label: t('history:batch.file'),
      value: file && <TextLink to={`/users/import/${file.id}`}>{file.fileName}</TextLink>,
    },
    { label: t('history:batch.undoes'), value: batch.undoes === null ? undefined : <OtherAct id={batch.undoes} /> },
    {
      label: t('history:batch.undoneBy'),
      value: batch.undoneBy === null ? undefined : <OtherAct id={batch.undoneBy} />,
    },
    {
      label: t('history:undo.action'),
      value: refusal && <span className={styles.refusal}>{t(`history:cannot.${refusal}`)}</span>,
    },
  ]
}

/** Another act in its sentence, which leads to it, with its day. */
function OtherAct({ id }: { id: number }) {
  const { t, i18n } = useTranslation()
  const { day } = useFormat()
  const { data: batch } = useQuery(batchQuery(id))
  if (!batch) return <Bone width="12em" />
  return (
    <>
      <TextLink to={`/history/${id}`}>{titleOf(batch, { t, language: i18n.language, links: false })}</TextLink> (
      {day(batch.at)})
    </>
  )
}

/** What was done, as a title: without the point at the end. */
function titleOf(batch: Batch, telling: Telling): string {
  return wordsOf(actSentence(batch, telling), telling.language).replace(/\.$/, '')
}

/** The import that a batch came from: there stand the rows that were not imported, and why. */
function useImportOf(batch: Batch | undefined) {
  const isImport = batch?.kind.startsWith('import.') === true
  const { data } = useQuery({ ...query(listImports, { query: { batchId: batch?.id } }), enabled: isImport })
  return data?.items[0]
}
