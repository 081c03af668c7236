import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listBatches } from '../../server/history/contract.ts'
import { useBatchColumns } from '../history/batchColumns.tsx'
import { List } from '../kit/ListPage.tsx'
import { useIdInPath } from '../kit/url.ts'

/** What was done to the rule, what froze it, and what followed, newest first. */
export function RuleHistoryTab() {
  const { t } = useTranslation()
  const ruleId = useIdInPath('ruleId')
  return (
    <List
      label={t('rule:tab.history')}
      source={{ operation: listBatches, query: { ruleId } }}
      columns={useBatchColumns()}
      itemTo={(batch) => `/history/${batch.id}`}
      empty={{ icon: <IconHistory />, title: t('rule:history.none'), text: t('rule:history.noneText') }}
    />
  )
}
