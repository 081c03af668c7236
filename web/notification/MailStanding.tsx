import { IconArchive, IconClock, IconMailOff, IconPlayerPause, IconSend, IconServerOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  holdMessages,
  sendKeptMessages,
  sendMessagesNow,
  type WaitingBatch,
} from '../../server/notification/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { confirm } from '../kit/Confirm.tsx'
import { useFormat } from '../kit/format.ts'
import { useCommand } from '../kit/query.ts'
import styles from './MailStanding.module.css'
import type { MailOverview } from './overview.ts'
import { useMailSwitch } from './switching.ts'

/** What keeps messages from going out, and what can be done about it. */
export function MailStanding({ overview: { mailOn, mailReady, counts, waiting } }: { overview: MailOverview }) {
  return (
    <div className={styles.banners}>
      {!mailReady ? <NoServer /> : !mailOn && <MailOff />}
      {mailReady && mailOn && counts.kept > 0 && <Kept count={counts.kept} />}
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

function Kept({ count }: { count: number }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const words = { count, shown: number(count) }
  const send = useCommand(() => call(sendKeptMessages, { body: { confirm: count } }), {
    done: ({ due }) => t('notification:onTheirWay', { count: due, shown: number(due) }),
  })
  const ask = async () => {
    const action = t('notification:sendKept', words)
    if (await confirm({ title: t('notification:sendKeptTitle', words), text: t('notification:sendKeptText'), action }))
      send.mutate()
  }
  return (
    <Banner tone="info" icon={<IconArchive />} title={t('notification:kept', words)} text={t('notification:keptText')}>
      <Button icon={<IconSend />} busy={send.isPending} onClick={() => void ask()}>
        {t('notification:sendKept', words)}
      </Button>
    </Banner>
  )
}

function Waiting({ batch: { batchId, state, messages, dueAt } }: { batch: WaitingBatch }) {
  const { t } = useTranslation()
  const { number, time } = useFormat()
  const held = state === 'held'
  const hold = useCommand(() => call(holdMessages, { params: { batchId } }), {
    done: (answer) => t('notification:held', { count: answer.held, shown: number(answer.held) }),
  })
  const send = useCommand(() => call(sendMessagesNow, { params: { batchId } }), {
    done: ({ due }) => t('notification:onTheirWay', { count: due, shown: number(due) }),
  })
  const words = { count: messages, shown: number(messages), time: time(dueAt) }
  return (
    <Banner
      tone={held ? 'kept' : 'info'}
      icon={held ? <IconPlayerPause /> : <IconClock />}
      title={held ? t('notification:held', words) : t('notification:waits', words)}
      text={held ? t('notification:heldText') : t('notification:waitsText')}
    >
      {!held && (
        <Button busy={hold.isPending} onClick={() => hold.mutate()}>
          {t('notification:hold')}
        </Button>
      )}
      <Button busy={send.isPending} onClick={() => send.mutate()}>
        {t('notification:sendNow')}
      </Button>
    </Banner>
  )
}

type BannerProps = { tone: 'kept' | 'info'; icon: ReactNode; title: string; text: string; children?: ReactNode }

function Banner({ tone, icon, title, text, children }: BannerProps) {
  return (
    <section className={styles.banner} data-tone={tone} aria-label={title}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <p>{text}</p>
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </section>
  )
}
