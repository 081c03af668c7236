import { IconCertificate } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { Button, TextLink } from '../kit/Button.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import styles from './AssignmentTable.module.css'
import type { Row, useDraft } from './draft.ts'
import { OnLeavingSelect } from './OnLeavingSelect.tsx'
import { ReachSelect } from './ReachSelect.tsx'

type Draft = ReturnType<typeof useDraft>

/** What is assigned, with what is not saved yet on top. `below`: of a department, whose assignments may lead those below too. */
export function AssignmentTable({ draft, below }: { draft: Draft; below: boolean }) {
  const { t } = useTranslation()
  return (
    <Table
      label={t('organization:tab.assign')}
      columns={useColumns(draft, below)}
      items={draft.rows}
      itemKey={(row) => row.key}
      tone={({ state }) => (state === 'added' ? 'added' : state === 'removed' ? 'ended' : undefined)}
      actions={(row) => <RowAction row={row} draft={draft} />}
      actionsWidth="116px"
    />
  )
}

function RowAction({ row, draft }: { row: Row; draft: Draft }) {
  const { t } = useTranslation()
  const title = row.target.name
  const word = row.state === 'removed' ? 'putBack' : row.state === 'added' ? 'takeAway' : 'end'
  return (
    <Button
      look="quiet"
      aria-label={t(`organization:assign.${word}Label`, { title })}
      onClick={() => (row.state === 'removed' ? draft.putBack(row) : draft.remove(row))}
    >
      {t(`organization:assign.${word}`)}
    </Button>
  )
}

function useColumns(draft: Draft, below: boolean): Column<Row>[] {
  const { t } = useTranslation()
  const type: Column<Row> = {
    key: 'type',
    header: t('organization:assign.type'),
    cell: ({ target }) => <Type target={target} />,
    width: '136px',
    priority: 2,
  }
  const reach: Column<Row> = {
    key: 'reach',
    header: t('organization:assign.reach'),
    cell: (row) => <ReachSelect row={row} onChange={(includesBelow) => draft.setIncludesBelow(row, includesBelow)} />,
    width: '200px',
    priority: 2,
  }
  return [
    {
      key: 'target',
      wrap: true,
      header: t('organization:assign.what'),
      cell: ({ target }) => {
        const page = target.kind === 'activity' ? `/courses/${target.id}` : `/organise/qualifications/${target.id}`
        const name = (
          <span className={styles.title}>
            <TextLink to={page}>{target.name}</TextLink>
          </span>
        )
        return below ? <TwoLines first={name} second={<Type target={target} />} /> : name
      },
    },
    below ? reach : type,
    {
      key: 'onLeaving',
      header: t('organization:assign.onLeaving'),
      cell: (row) => <OnLeavingSelect row={row} onChange={(onLeaving) => draft.setOnLeaving(row, onLeaving)} />,
      width: '232px',
      priority: 2,
    },
    {
      key: 'since',
      header: t('organization:assign.since'),
      cell: (row) => <Since row={row} />,
      width: '184px',
    },
  ]
}

function Type({ target: { type } }: Pick<Row, 'target'>) {
  const { t } = useTranslation()
  if (type) return <ActivityType type={type} />
  return (
    <span className={styles.qualification}>
      <IconCertificate size={16} stroke={1.6} aria-hidden />
      {t('organization:qualification')}
    </span>
  )
}

function Since({ row: { state, since } }: { row: Row }) {
  const { t } = useTranslation()
  if (state === 'added') return <StateBadge tone="added">{t('organization:assign.notSaved')}</StateBadge>
  if (state === 'removed') return <StateBadge tone="ended">{t('organization:assign.ends')}</StateBadge>
  if (state === 'edited') return <StateBadge tone="info">{t('organization:assign.changed')}</StateBadge>
  return since === undefined ? null : <RelativeDate value={since} />
}
