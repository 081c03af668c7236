import { IconClock, IconMailOff, IconPlayerPause, IconServerOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import {
  discardMessages,
  holdMessages,
  sendMessagesNow,
  type WaitingBatch,
} from '../../server/notification/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { useCommand } from '../kit/query.ts'
import { ActLink } from './ActLink.tsx'
import { Banner } from './Banner.tsx'
import { useDiscard } from './discarding.ts'
import { Failed } from './Failed.tsx'
import { Kept } from './Kept.tsx'
import styles from './MailStanding.module.css'
import type { MailOverview } from './overview.ts'
import { useMailSwitch } from './switching.ts'

/** What keeps messages from going out, and what can be done about it. */
export function MailStanding({ overview }: { overview: MailOverview }) {
  const { mailOn, mailReady, counts, perhapsArrived, waiting } = overview
  return (
    <div className={styles.banners}>
      {!mailReady ? <NoServer /> : !mailOn && <MailOff />}
      {counts.failed > 0 && <Failed count={counts.failed} perhapsArrived={perhapsArrived} />}
      {counts.kept > 0 && <Kept count={counts.kept} goes={mailReady && mailOn} />}
      {waiting.map((batch) => (
        <Waiting key={batch.batchId} batch={batch} />
      ))}
    </div>
  )
}

function NoServer() {
  const { t } = useTranslation()
  return (
    <Banner
      tone="kept"
      icon={<IconServerOff />}
      title={t('notification:noServer')}
      text={t('notification:noServerText')}
    />
  )
}

function MailOff() {
  const { t } = useTranslation()
  const turn = useMailSwitch()
  return (
    <Banner tone="kept" icon={<IconMailOff />} title={t('notification:off')} text={t('notification:offText')}>
      <Button busy={turn.busy} onClick={turn.on}>
        {t('notification:turnOn')}
      </Button>
    </Banner>
  )
}

function Waiting({ batch: { batchId, act, state, messages, dueAt } }: { batch: WaitingBatch }) {
  const { t } = useTranslation()
  const { number, time } = useFormat()
  const held = state === 'held'
  const hold = useCommand(() => call(holdMessages, { params: { batchId } }), {
    done: (answer) => t('notification:held', { count: answer.held, shown: number(answer.held) }),
  })
  const send = useCommand(() => call(sendMessagesNow, { params: { batchId } }), {
    done: ({ due }) => t('notification:onTheirWay', { count: due, shown: number(due) }),
  })
  const discard = useDiscard('held', (confirm) =>
    call(discardMessages, { params: { batchId }, body: { state: 'held', confirm } }),
  )
  const words = { count: messages, shown: number(messages), time: time(dueAt) }
  return (
    <Banner
      tone={held ? 'kept' : 'info'}
      icon={held ? <IconPlayerPause /> : <IconClock />}
      title={held ? t('notification:held', words) : t('notification:waits', words)}
      text={
        <>
          <ActLink act={act} /> {held ? t('notification:heldText') : t('notification:waitsText')}
        </>
      }
    >
      {!held && (
        <Button busy={hold.isPending} onClick={() => hold.mutate()}>
          {t('notification:hold')}
        </Button>
      )}
      <Button busy={send.isPending} onClick={() => send.mutate()}>
        {t('notification:sendNow')}
      </Button>
      {held && (
        <Button busy={discard.busy} onClick={() => void discard.ask(messages)}>
          {t('notification:discard', words)}
        </Button>
      )}
    </Banner>
  )
}
