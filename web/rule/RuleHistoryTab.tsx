import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Batch, listBatches } from '../../server/history/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { TextLink } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import styles from './Matches.module.css'

/** What was done to the rule, by whom, and what followed, newest first. */
export function RuleHistoryTab() {
  const { t } = useTranslation()
  const ruleId = useIdInPath('ruleId')
  return (
    <List
      label={t('rule:tab.history')}
      source={{ operation: listBatches, query: { ruleId } }}
      defaultSort="-at"
      columns={useColumns()}
      empty={{ icon: <IconHistory />, title: t('rule:history.none'), text: t('rule:history.noneText') }}
    />
  )
}

const acts = ['create', 'edit', 'activate', 'pause', 'end'] as const

function useColumns(): Column<Batch>[] {
  const { t } = useTranslation()
  return [
    { key: 'what', header: t('rule:history.what'), cell: (batch) => <Act batch={batch} />, width: '28%' },
    { key: 'followed', header: t('rule:history.followed'), cell: (batch) => <Followed batch={batch} />, wrap: true },
    {
      key: 'who',
      header: t('rule:history.who'),
      cell: ({ author: { id, name } }) =>
        id === null || name === null ? t('rule:history.academy') : <TextLink to={`/users/${id}`}>{name}</TextLink>,
      width: '22%',
      priority: 2,
    },
    {
      key: 'at',
      header: t('rule:history.when'),
      cell: ({ at }) => <RelativeDate value={at} />,
      sortable: true,
      width: '120px',
    },
  ]
}

/** What the act did to the rule. What froze it was done to something that it names. */
function Act({ batch: { kind, undoneBy, about } }: { batch: Batch }) {
  const { t } = useTranslation()
  const { list } = useFormat()
  const act = acts.find((one) => kind === `rule.${one}`)
  const names = list(about.things.filter((thing) => thing.kind !== 'rule').map(({ name }) => name))
  const words = act
    ? t(`rule:history.act.${act}`)
    : kind === 'undo'
      ? t('rule:history.undo')
      : kind.endsWith('.archive')
        ? t('rule:history.frozen', { names })
        : kind.endsWith('.restore')
          ? t('rule:history.healed', { names })
          : t('rule:history.other')
  return (
    <span className={styles.standing}>
      {words}
      {undoneBy !== null && <StateBadge tone="unchanged">{t('rule:history.undone')}</StateBadge>}
    </span>
  )
}

function Followed({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { enrolled, resumed, requiredAgain, kept, withdrawn, state } = batch
  if (state === 'done' && enrolled + resumed + requiredAgain + kept + withdrawn === 0)
    return <span className={styles.quiet}>{t('rule:history.nothing')}</span>
  return changesSentence(t, format, { ...batch, batchId: batch.id })
}
