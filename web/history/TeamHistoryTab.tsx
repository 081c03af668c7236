import { IconArrowBackUp, IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listTeamHistory, type TeamHistoryItem } from '../../server/history/contract.ts'
import { type Reason, wordsOf } from '../enrollment/why.ts'
import { IconButton } from '../kit/Button.tsx'
import { formatIn } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'
import { Standing } from './Standing.tsx'
import type { Telling } from './things.ts'
import { UndoSheet } from './UndoSheet.tsx'

/**
 * What happened to a manager's people lately, newest first. Of an act that touched others too, only what it did to them; what
 * the manager did themselves they may undo.
 */
export function TeamHistoryTab() {
  const { t, i18n } = useTranslation()
  const [undoing, setUndoing] = useState<TeamHistoryItem['batch']>()
  const telling = { t, language: i18n.language, links: false }
  return (
    <>
      <List
        label={t('history:title')}
        source={{ operation: listTeamHistory }}
        columns={useColumns()}
        itemKey={({ batch }) => batch.id}
        actions={({ batch, mayUndo }) =>
          mayUndo && (
            <IconButton
              label={t('history:undo.of', { act: wordsOf(actSentence(batch, telling), telling.language) })}
              icon={<IconArrowBackUp />}
              onClick={() => setUndoing(batch)}
            />
          )
        }
        empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofTeam.noneText') }}
      />
      {undoing && <UndoSheet batch={undoing} onClose={() => setUndoing(undefined)} />}
    </>
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
      cell: (item) => (
        <span className={styles.effects}>
          <Effects of={item} />
          <Standing of={item.batch} />
        </span>
      ),
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
