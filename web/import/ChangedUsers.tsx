import { IconPencil } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChangeKind, changeKind, type ImportView, listChangedUsers } from '../../server/import/contract.ts'
import styles from '../enrollment/Impact.module.css'
import { reasonFor } from '../enrollment/impactReason.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Email } from '../kit/Email.tsx'
import { useFormat } from '../kit/format.ts'
import { SearchField } from '../kit/SearchField.tsx'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'
import { ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useSettled } from '../kit/useSettled.ts'
import { Why } from '../kit/Why.tsx'

type Changed = ResponseOf<typeof listChangedUsers>['items'][number]

const tones: Record<ChangeKind, Tone> = {
  created: 'added',
  edited: 'info',
  deactivated: 'ended',
  joined: 'added',
  left: 'ended',
  completed: 'added',
  unchanged: 'unchanged',
  notEnrolled: 'quiet',
  remains: 'unchanged',
}

/** From so many on one searches instead of reading. */
const worthSearching = 12
const perPage = 10
const morePerPage = 100

/**
 * What becomes of whom a file is about, beside enrollments: by name, with what each is given, or will be other in, or why their
 * enrollment stays. Once it is started only that is still to be told.
 */
export function ChangedUsers({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<ChangeKind>()
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 200) || undefined
  const { check, id, plan } = view
  const isStarted = view.state === 'started'
  const kinds = changeKind.options.filter((one) => (check?.[one] ?? 0) > 0 && (!isStarted || one === 'remains'))
  const changed = check
    ? check.created + check.edited + check.deactivated + check.joined + check.left + check.completed + check.remains
    : 0
  const total = kind === undefined ? changed : (check?.[kind] ?? 0)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [listChangedUsers.path, id, plan?.previewId, kind, search],
    queryFn: ({ pageParam: skip, signal }) => {
      const limit = skip === 0 ? perPage : morePerPage
      return call(listChangedUsers, { params: { importId: id }, query: { kind, search, skip, limit } }, signal)
    },
    initialPageParam: 0,
    getNextPageParam: ({ more }, pages) => (more ? pages.flatMap(({ items }) => items).length : undefined),
    enabled: total > 0 && (view.state === 'open' || isStarted),
    staleTime: 60_000,
  })
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data])
  const columns = useColumns()
  if (!check || kinds.length === 0) return null
  return (
    <section className={styles.names} aria-label={t('import:changed.title')}>
      <fieldset className={styles.kinds} aria-label={t('enrollment:impact.kinds')}>
        {kinds.map((one) => (
          <button
            key={one}
            type="button"
            className={styles.kind}
            aria-pressed={kind === one}
            onClick={() => setKind(kind === one ? undefined : one)}
          >
            <Kind kind={one} count={check[one]} />
          </button>
        ))}
      </fieldset>
      {total >= worthSearching && <SearchField label={t('import:changed.search')} value={typed} onChange={setTyped} />}
      {error && !data ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : total === 0 ? null : items?.length === 0 ? (
        <p className={styles.nothing}>{t('kit:search.nothing')}</p>
      ) : (
        <Table
          label={t('import:changed.title')}
          columns={columns}
          items={items}
          itemKey={({ email, kind: what, thing, day }) => `${email} ${what} ${thing?.id} ${day}`}
          skeletons={4}
        />
      )}
      {hasNextPage && (
        <div>
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('import:changed.more')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** What happens to somebody, or to so many. */
function Kind({ kind, count }: { kind: ChangeKind; count?: number }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (
    <StateBadge tone={tones[kind]} {...(kind === 'edited' && { icon: <IconPencil /> })}>
      {count !== undefined && `${number(count)} `}
      {t(`import:changed.kind.${kind}`, { count: count ?? 1 })}
    </StateBadge>
  )
}

function useColumns(): Column<Changed>[] {
  const { t, i18n } = useTranslation()
  const { list, day: dayText } = useFormat()
  return [
    {
      key: 'name',
      header: t('enrollment:impact.person'),
      cell: ({ name, email }) => <TwoLines first={name} second={<Email of={email} />} />,
    },
    {
      key: 'what',
      header: t('import:changed.what'),
      wrap: true,
      cell: ({ kind, fields, thing, day, row, causes }) => (
        <span className={styles.what}>
          {thing && <span className={styles.title}>{thing.name}</span>}
          <Kind kind={kind} />
          {day && <span>{dayText(day)}</span>}
          {fields.length > 0 && <span>{list(fields.map((field) => t(`import:field.${field}`)))}</span>}
          <span className={styles.because}>
            {causes.length > 0 && (
              <>
                <Why
                  {...reasonFor(
                    { kind: 'already', because: null, causes },
                    { t, language: i18n.language, links: false },
                  )}
                />
                {' · '}
              </>
            )}
            {t('import:changed.row', { row })}
          </span>
        </span>
      ),
      width: '62%',
    },
  ]
}
