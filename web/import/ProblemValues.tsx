import { TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  checkImport,
  fixCells,
  type ImportView,
  listProblemValues,
  type ProblemGroup,
  type ProblemKind,
  skipRows,
} from '../../server/import/contract.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { SearchField } from '../kit/SearchField.tsx'
import { Bone, ErrorState } from '../kit/states.tsx'
import { useSettled } from '../kit/useSettled.ts'
import type { Kind } from '../organization/kinds.ts'
import { UnitSheet } from '../organization/UnitSheet.tsx'
import styles from './ProblemValues.module.css'
import { useTelling } from './telling.ts'

type Value = ResponseOf<typeof listProblemValues>['items'][number]
type ValuesProps = { view: ImportView; group: ProblemGroup; column: number; alsoIn: number[] }

/** As many as are seen at a glance; the rest is one click away. */
const shownAtFirst = 5
/** From so many on one searches instead of reading. */
const worthSearching = 25

/** What was given, each text once: one fix mends all cells that say it. */
export function ProblemValues({ view, group, column, alsoIn }: ValuesProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [all, setAll] = useState(false)
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 200)
  const { data, error, refetch } = useQuery({
    ...query(listProblemValues, {
      params: { importId: view.id },
      query: { kind: group.kind, column, search: search || undefined },
    }),
    // While it is being checked, what was wrong before is shown and not asked for.
    enabled: view.state === 'open',
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  const shown = all ? data?.items : data?.items.slice(0, shownAtFirst)
  return (
    <div className={styles.values}>
      {all && group.values >= worthSearching && (
        <SearchField label={t('import:values.search')} value={typed} onChange={setTyped} />
      )}
      <ul className={styles.list} aria-label={t('import:values.title')}>
        {shown?.map((value) => (
          <li key={value.value}>
            <OneValue view={view} kind={group.kind} column={column} alsoIn={alsoIn} value={value} />
          </li>
        )) ?? (
          <li>
            <Bone width="60%" />
          </li>
        )}
      </ul>
      {data && !all && data.items.length > shownAtFirst && (
        <div>
          <Button look="quiet" onClick={() => setAll(true)}>
            {t('import:values.all', { count: group.values, shown: number(group.values) })}
          </Button>
        </div>
      )}
      {data && all && data.total > data.items.length && (
        <p className={styles.more}>
          {t('import:values.more', { shown: number(data.items.length), total: number(data.total) })}
        </p>
      )}
    </div>
  )
}

type OneProps = { view: ImportView; kind: ProblemKind; column: number; alsoIn: number[]; value: Value }

function OneValue({ view, kind, column, alsoIn, value: { value, rows, firstRow, nearest } }: OneProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [text, setText] = useState('')
  const params = { importId: view.id }
  const fix = useTelling(
    view.id,
    (instead: string) => call(fixCells, { params, body: { column, alsoIn, rows: { value }, text: instead } }),
    {
      done: ({ fixed }, instead) =>
        t(instead === '' ? 'import:emptied' : 'import:fixed', { count: fixed, shown: number(fixed), text: instead }),
    },
  )
  const skip = useTelling(
    view.id,
    (_: undefined) => call(skipRows, { params, body: { rows: { kind, column, value } } }),
    {
      done: ({ changed }) => t('import:leftOut', { count: changed, shown: number(changed) }),
      afterCheck: true,
    },
  )
  const given = value === '' ? t('import:values.empty') : value
  const counted = { count: rows, shown: number(rows) }
  const offered =
    kind === 'not-a-mark' ? [{ text: 'x', name: 'x' }] : kind === 'department-ambiguous' ? nearest : nearest.slice(0, 3)
  const isBusy = fix.isPending || skip.isPending
  return (
    <form
      className={styles.value}
      aria-label={given}
      aria-busy={isBusy}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') fix.mutate(text)
      }}
    >
      <p className={styles.given}>
        <span className={styles.text} data-empty={value === '' || undefined}>
          {given}
        </span>{' '}
        <span className={styles.rows}>{t('import:values.rows', { ...counted, row: number(firstRow) })}</span>
      </p>
      <div className={styles.instead}>
        <TextInput
          aria-label={t('import:values.instead', { given })}
          placeholder={t('import:values.placeholder')}
          value={text}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" busy={fix.isPending} disabled={text.trim() === ''}>
          {t('import:values.fix', counted)}
        </Button>
      </div>
      <div className={styles.leave}>
        <Button
          look="quiet"
          busy={skip.isPending}
          aria-label={t('import:values.leaveOutRows', counted)}
          onClick={() => skip.mutate(undefined)}
        >
          {t('import:values.leaveOut')}
        </Button>
      </div>
      <div className={styles.nearest}>
        {offered.map((one) => (
          <Button
            key={one.text}
            disabled={isBusy}
            onClick={() => fix.mutate(one.text)}
            aria-label={t('import:values.write', { text: nameOf(one), ...counted })}
          >
            {nameOf(one)}
          </Button>
        ))}
        <Create view={view} kind={kind} name={value} />
        {mayBeEmpty.includes(kind) && value !== '' && (
          <Button
            look="quiet"
            disabled={isBusy}
            onClick={() => fix.mutate('')}
            aria-label={t('import:values.emptyCells', counted)}
          >
            {t('import:values.emptyIt')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** What is written is not always what one reads: of a person it is the address, and the name says who it is. */
function nameOf({ text, name }: Value['nearest'][number]): string {
  return name === text || name === '' ? text : `${name} · ${text}`
}

/** An empty cell changes nothing, which is what is meant as often. */
const mayBeEmpty: readonly ProblemKind[] = [
  'not-a-mark',
  'not-a-date',
  'date-in-future',
  'department-unknown',
  'team-unknown',
  'function-unknown',
  'group-unknown',
  'manager-unknown',
  'manager-oneself',
  'language-unknown',
  'status-unknown',
  'cannot-clear',
]

/** What can be made where it is not known. */
const made: Partial<Record<ProblemKind, Kind>> = {
  'company-unknown': 'companies',
  'department-unknown': 'departments',
  'team-unknown': 'teams',
  'function-unknown': 'functions',
  'group-unknown': 'groups',
}

/** Makes the company, department, team, function or group that is not known, and has the file checked again. */
function Create({ view, kind, name }: { view: ImportView; kind: ProblemKind; name: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const check = useTelling(view.id, (_: undefined) => call(checkImport, { params: { importId: view.id } }))
  const unit = made[kind]
  if (!unit || name === '') return null
  return (
    <>
      <Button look="quiet" icon={<IconPlus />} onClick={() => setOpen(true)}>
        {t('import:values.create', { name })}
      </Button>
      <UnitSheet
        kind={unit}
        name={name}
        open={open}
        onClose={() => setOpen(false)}
        then={() => check.mutate(undefined)}
      />
    </>
  )
}
