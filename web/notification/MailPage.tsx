import { IconMailOpened } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { listMessages, type MessageListItem, messageState } from '../../server/notification/contract.ts'
import { idText } from '../../server/platform/contract.ts'
import { Email } from '../kit/Email.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { say } from '../kit/said.ts'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { ActCell } from './ActLink.tsx'
import styles from './MailPage.module.css'
import { MailStanding } from './MailStanding.tsx'
import { MessageSheet } from './MessageSheet.tsx'
import { MessageState } from './MessageState.tsx'
import { useMailOverview } from './overview.ts'
import { useMailSwitch } from './switching.ts'
import { useDueMoment } from './useDueMoment.ts'

const inUrl = z.object({
  state: messageState.optional(),
  message: idText.optional(),
})

export function MailPage() {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [{ state, message }, setUrl] = useUrl(inUrl)
  const overview = useMailOverview()
  const turn = useMailSwitch()
  const show = (id: number | undefined) => void setUrl({ message: id === undefined ? undefined : String(id) })
  return (
    <>
      <PageHeader
        title={t('kit:mail')}
        count={overview?.total}
        more={overview?.mailOn ? [{ label: t('notification:turnOff'), run: () => void turn.off() }] : []}
      />
      {overview && <MailStanding overview={overview} />}
      <List
        label={t('notification:messages')}
        source={{ operation: listMessages, query: { state } }}
        searchLabel={t('notification:search')}
        filters={
          <UrlFilter
            name="state"
            label={t('notification:state')}
            all={t('notification:anyState')}
            choices={messageState.options.map((one) => ({
              value: one,
              label: t('notification:stateCount', {
                state: t(`notification:is.${one}`),
                shown: number(overview?.counts[one] ?? 0),
              }),
            }))}
          />
        }
        defaultSort="-createdAt"
        remembers="mail"
        columns={useColumns(show)}
        empty={{ icon: <IconMailOpened />, title: t('notification:none'), text: t('notification:noneText') }}
      />
      <MessageSheet messageId={message} onClose={() => show(undefined)} />
    </>
  )
}

function useColumns(show: (id: number) => void): Column<MessageListItem>[] {
  const { t } = useTranslation()
  const dueMoment = useDueMoment()
  return [
    {
      key: 'subject',
      header: t('notification:subject'),
      cell: ({ id, state, subject, activities, problem, said }) => (
        <TwoLines
          first={
            <button type="button" className={styles.open} onClick={() => show(id)}>
              {subject}
            </button>
          }
          second={
            problem === null || state === 'untrue'
              ? activities.map(({ title }) => title).join(' · ')
              : say(said ? [said] : [], problem)
          }
        />
      ),
    },
    {
      key: 'to',
      header: t('notification:to'),
      cell: ({ to }) => <TwoLines first={to.name} second={<Email of={to.email} />} />,
      width: '22%',
      priority: 2,
    },
    {
      key: 'act',
      header: t('notification:act'),
      cell: ({ act }) => <ActCell act={act} />,
      width: '18%',
      priority: 3,
    },
    {
      key: 'state',
      header: t('notification:state'),
      cell: (message) => {
        const due = dueMoment(message)
        const state = <MessageState state={message.state} />
        if (!due?.isAgain) return state
        return <TwoLines first={state} second={t('notification:againAt', { moment: due.told })} />
      },
      width: '164px',
    },
    {
      key: 'createdAt',
      header: t('notification:when'),
      cell: ({ sentAt, createdAt }) => <RelativeDate value={sentAt ?? createdAt} />,
      sortable: true,
      width: '128px',
      priority: 2,
    },
  ]
}
