import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listTeamHistory, type TeamHistoryItem } from '../../server/history/contract.ts'
import type { Reason } from '../enrollment/why.ts'
import { formatIn } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'
import type { Telling } from './things.ts'

/** What happened to a manager's people lately, newest first. Of an act that touched others too, only what it did to them. */
export function TeamHistoryTab() {
  const { t } = useTranslation()
  return (
    <List
      label={t('history:title')}
      source={{ operation: listTeamHistory }}
      columns={useColumns()}
      itemKey={({ batch }) => batch.id}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofTeam.noneText') }}
    />
  )
}

function useColumns(): Column<TeamHistoryItem>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language, links: false }
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: ({ batch }) => (
        <span className={styles.what}>
          <Why {...actSentence(batch, telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'people',
      header: t('history:ofTeam.people'),
      cell: ({ people }) => <Why {...peopleOf(people, telling)} />,
      wrap: true,
      width: '26%',
    },
    {
      key: 'effect',
      header: t('history:effect'),
      cell: (item) => <Effects of={item} />,
      wrap: true,
      width: '20%',
    },
    momentColumn(t, ({ batch }) => batch.at),
  ]
}

/** "Ann de Vries, Bo Smit and 12 more", each with the page where a manager sees them. */
function peopleOf({ named, total }: TeamHistoryItem['people'], { t, language }: Telling): Reason {
  const more = total - named.length
  const names = named.map(({ id, name }) => ({ text: name, to: `/team/${id}` }))
  const others = t('history:more', { count: more, shown: formatIn(language).number(more) })
  return { sentence: '{names}', parts: { names: more > 0 ? [...names, others] : names } }
}
