import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Criterion, listMatches, listRuleMatches, type Match } from '../../server/rule/contract.ts'
import { Email } from '../kit/Email.tsx'
import { Pager } from '../kit/Pager.tsx'
import { query } from '../kit/query.ts'
import { SearchField } from '../kit/SearchField.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useSettled } from '../kit/useSettled.ts'
import styles from './Matches.module.css'

/** Whoever meets criteria that are being written, or whom a held rule holds. */
type Of = { criteria: Criterion[] } | { ruleId: number }
type MatchesSheetProps = { of: Of; open: boolean; onClose: () => void }

/** The names behind the count. */
export function MatchesSheet({ of, open, onClose }: MatchesSheetProps) {
  const { t } = useTranslation()
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('criteria' in of ? 'rule:match.title' : 'rule:match.heldTitle')}
      subtitle={t('criteria' in of ? 'rule:match.subtitle' : 'rule:match.heldSubtitle')}
      width={640}
    >
      {open && <Names of={of} />}
    </Sheet>
  )
}

const perPage = 50

function Names({ of }: { of: Of }) {
  const { t } = useTranslation()
  const columns = useColumns()
  const [typed, setTyped] = useState('')
  const [place, setPlace] = useState<{ after?: string; before?: string }>({})
  const search = useSettled(typed.trim(), 180)
  const asked = { ...place, search: search || undefined, limit: perPage }
  const { data, error, isPlaceholderData, refetch } = useMatches(of, asked)
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  return (
    <div className={styles.list}>
      <SearchField
        label={t('rule:match.search')}
        value={typed}
        onChange={(next) => {
          setTyped(next)
          setPlace({})
        }}
        data-autofocus
      />
      {data?.items.length === 0 ? (
        <p className={styles.nobody}>{t('kit:search.nothing')}</p>
      ) : (
        <>
          <Table
            label={t('rule:match.title')}
            columns={columns}
            items={data?.items}
            itemTo={({ id }) => `/users/${id}`}
            stale={isPlaceholderData}
          />
          {data && (
            <Pager page={data} goAfter={(after) => setPlace({ after })} goBefore={(before) => setPlace({ before })} />
          )}
        </>
      )}
    </div>
  )
}

type Asked = { search: string | undefined; after?: string; before?: string; limit: number }

function useMatches(of: Of, asked: Asked) {
  const written = useQuery({
    ...query(listMatches, { body: { ...asked, criteria: 'criteria' in of ? of.criteria : [] } }),
    placeholderData: keepPreviousData,
    enabled: 'criteria' in of,
  })
  const held = useQuery({
    ...query(listRuleMatches, { params: { ruleId: 'ruleId' in of ? of.ruleId : 0 }, query: asked }),
    placeholderData: keepPreviousData,
    enabled: 'ruleId' in of,
  })
  return 'criteria' in of ? written : held
}

function useColumns(): Column<Match>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('rule:match.person'),
      cell: ({ name, email }) => <TwoLines first={name} second={<Email of={email} />} />,
    },
    {
      key: 'place',
      header: t('rule:match.place'),
      cell: ({ company, department }) => <TwoLines first={company.name} second={department?.name} />,
      width: '44%',
    },
  ]
}
