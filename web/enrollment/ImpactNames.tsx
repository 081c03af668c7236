import { IconBan } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listPreviewNames, type Preview, type PreviewKind } from '../../server/enrollment/preview/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { ExportMenu } from '../kit/ExportMenu.tsx'
import { useFormat } from '../kit/format.ts'
import { Pager } from '../kit/Pager.tsx'
import { query } from '../kit/query.ts'
import { SearchField } from '../kit/SearchField.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useSettled } from '../kit/useSettled.ts'
import { Why } from '../kit/Why.tsx'
import styles from './Impact.module.css'
import { impactTone, kindsOf } from './impact.ts'
import { reasonFor } from './impactReason.ts'

/** From so many on one searches instead of reading. */
const worthSearching = 12

type Name = ResponseOf<typeof listPreviewNames>['items'][number]
type Shown = { kind?: PreviewKind | undefined; after?: string; before?: string }

/** Whom an act would touch, and why: the kinds that occur, each to be looked at alone, and the names behind them. */
export function ImpactNames({ preview, perPage = 25 }: { preview: Preview; perPage?: number }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [shown, setShown] = useState<Shown>({})
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 200)
  const columns = useColumns()
  const counted = (kind: PreviewKind, count: number) =>
    t(`enrollment:impact.counts.${kind}`, { count, shown: number(count) })
  const kinds = kindsOf(preview)
  const total = kinds.reduce((sum, kind) => sum + preview.counts[kind].enrollments, 0)
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...query(listPreviewNames, {
      params: { previewId: preview.previewId },
      query: { ...shown, search: search || undefined, limit: perPage },
    }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  if (total === 0) return null
  return (
    <section className={styles.names} aria-label={t('enrollment:impact.names')}>
      <fieldset className={styles.kinds} aria-label={t('enrollment:impact.kinds')}>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className={styles.kind}
            aria-pressed={shown.kind === kind}
            onClick={() => setShown(shown.kind === kind ? {} : { kind })}
          >
            <StateBadge tone={impactTone[kind]} {...(kind === 'excluded' && { icon: <IconBan /> })}>
              {counted(kind, preview.counts[kind].enrollments)}
            </StateBadge>
          </button>
        ))}
        <ExportMenu
          source={{ operation: listPreviewNames, params: { previewId: preview.previewId } }}
          asked={{ kind: shown.kind, search: search || undefined }}
          words={t('enrollment:impact.export')}
        />
      </fieldset>
      {total >= worthSearching && (
        <SearchField
          label={t('enrollment:impact.search')}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            setShown(({ kind }) => ({ kind }))
          }}
        />
      )}
      {error && !data ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <p className={styles.nothing}>{t('kit:search.nothing')}</p>
      ) : (
        <>
          <Table
            label={t('enrollment:impact.names')}
            columns={columns}
            items={data?.items}
            itemKey={(one) => `${one.user.id} ${one.activity.id}`}
            stale={isPlaceholderData}
            skeletons={4}
          />
          {data && data.total > perPage && (
            <Pager
              page={data}
              goAfter={(after) => setShown(({ kind }) => ({ kind, after }))}
              goBefore={(before) => setShown(({ kind }) => ({ kind, before }))}
            />
          )}
        </>
      )}
    </section>
  )
}

function useColumns(): Column<Name>[] {
  const { t, i18n } = useTranslation()
  return [
    {
      key: 'name',
      header: t('enrollment:impact.person'),
      cell: ({ user }) => (
        <TwoLines
          first={user.name}
          second={[user.department?.name, user.company.name].filter(Boolean).join(' · ') || user.email}
        />
      ),
    },
    {
      key: 'what',
      header: t('enrollment:impact.what'),
      wrap: true,
      cell: (one) => (
        <span className={styles.what}>
          <span className={styles.title}>{one.activity.title}</span>
          <StateBadge tone={impactTone[one.kind]} {...(one.kind === 'excluded' && { icon: <IconBan /> })}>
            {t(`enrollment:impact.kind.${one.kind}`)}
          </StateBadge>
          <span className={styles.because}>
            <Why {...reasonFor(one, { t, language: i18n.language, links: false })} />
          </span>
        </span>
      ),
      width: '62%',
    },
  ]
}
