import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { downloadProblems, type ImportView, listProblemRows } from '../../server/import/contract.ts'
import styles from '../enrollment/Impact.module.css'
import { call, download } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import type { ProblemRow } from './problemRows.ts'
import { columnName, problemSentence } from './words.ts'

const perPage = 10
const morePerPage = 100

/** The rows that an import left behind when it was started, with what is wrong in each, for as long as it keeps its rows. */
export function LeftBehind({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { day } = useFormat()
  const { id, expiresAt, problems } = view
  const isKept = expiresAt !== null && new Date(expiresAt) > new Date() && problems.length > 0
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [listProblemRows.path, id, 'left-behind'],
    queryFn: ({ pageParam: afterRow, signal }) => {
      const limit = afterRow === 0 ? perPage : morePerPage
      return call(listProblemRows, { params: { importId: id }, query: { afterRow, limit } }, signal)
    },
    initialPageParam: 0,
    getNextPageParam: ({ items, more }) => (more ? items.at(-1)?.row : undefined),
    enabled: isKept,
  })
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data])
  const columns = useColumns(view)
  if (!isKept) return null
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  return (
    <div className={styles.names}>
      <Table
        label={t('import:sheet.name')}
        columns={columns}
        items={items}
        itemKey={({ row }) => row}
        skeletons={Math.min(perPage, 4)}
      />
      {hasNextPage && (
        <div>
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('import:sheet.more')}
          </Button>
        </div>
      )}
      <div>
        <Button icon={<IconDownload />} onClick={() => download(downloadProblems, { params: { importId: id } })}>
          {t('import:problemFile.download')}
        </Button>
      </div>
      <p className={styles.because}>{t('import:behind.kept', { day: day(expiresAt) })}</p>
    </div>
  )
}

function useColumns(view: ImportView): Column<ProblemRow>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  const headers = new Map(view.columns.map(({ column, header }) => [column, header]))
  return [
    {
      key: 'row',
      header: t('import:sheet.row'),
      cell: ({ row }) => number(row),
      width: '12%',
    },
    {
      key: 'says',
      header: t('import:behind.says'),
      wrap: true,
      cell: ({ cells }) =>
        cells
          .filter(({ column }) => headers.has(column))
          .map(({ text }) => text)
          .join(' · '),
      width: '34%',
    },
    {
      key: 'wrong',
      header: t('import:problems.title'),
      wrap: true,
      cell: ({ problems }) => (
        <span className={styles.what}>
          {problems.map((problem) => (
            <span key={`${problem.kind} ${problem.column}`} className={styles.because}>
              {[columnName(view, problem.column), problem.value].filter(Boolean).join(' · ')}
              {': '}
              {problemSentence(t, problem, view.action)}
            </span>
          ))}
        </span>
      ),
    },
  ]
}
