import { IconArchive, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  discardKeptMessages,
  discardMessages,
  type KeptOfAct,
  listKeptActs,
  sendKeptMessages,
} from '../../server/notification/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { confirm } from '../kit/Confirm.tsx'
import { useFormat } from '../kit/format.ts'
import { query, useCommand } from '../kit/query.ts'
import { ActLink } from './ActLink.tsx'
import { Banner } from './Banner.tsx'
import { useDiscard } from './discarding.ts'
import styles from './Kept.module.css'

/** What was kept while mail was off, and of which acts: all of it is sent or discarded, or what is of one act. */
export function Kept({ count, goes }: { count: number; goes: boolean }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const words = { count, shown: number(count) }
  const send = useSending()
  const discard = useDiscard('kept', (confirm) => call(discardKeptMessages, { body: { confirm } }))
  return (
    <Banner
      tone="info"
      icon={<IconArchive />}
      title={t('notification:kept', words)}
      text={goes ? t('notification:keptText') : t('notification:offKeptText')}
      more={<Acts count={count} goes={goes} />}
    >
      {goes && (
        <Button icon={<IconSend />} busy={send.busy} onClick={() => void send.ask(count)}>
          {t('notification:sendKept', words)}
        </Button>
      )}
      <Button busy={discard.busy} onClick={() => void discard.ask(count)}>
        {t('notification:discardAll', words)}
      </Button>
    </Banner>
  )
}

/** Asks once more, with their number, before what was kept is sent: all, or what is of one act. */
function useSending(batchId?: number) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const send = useCommand((confirmed: number) => call(sendKeptMessages, { body: { batchId, confirm: confirmed } }), {
    done: ({ due }) => t('notification:onTheirWay', { count: due, shown: number(due) }),
  })
  const ask = async (count: number) => {
    const words = { count, shown: number(count) }
    const action = t('notification:sendKept', words)
    if (await confirm({ title: t('notification:sendKeptTitle', words), text: t('notification:sendKeptText'), action }))
      send.mutate(count)
  }
  return { ask, busy: send.isPending }
}

const few = 3

/** The acts that they are from, the latest first. `count` is how many messages there are: with another one they are read anew. */
function Acts({ count, goes }: { count: number; goes: boolean }) {
  const { t } = useTranslation()
  const [isAll, setAll] = useState(false)
  const asked = query(listKeptActs)
  const { data } = useQuery({ ...asked, queryKey: [...asked.queryKey, count], placeholderData: (before) => before })
  const acts = data?.items ?? []
  return (
    acts.length > 0 && (
      <div className={styles.acts}>
        <ul aria-label={t('notification:keptOf')}>
          {acts.slice(0, isAll ? acts.length : few).map((of) => (
            <Act key={of.act.id} of={of} goes={goes} />
          ))}
        </ul>
        {!isAll && acts.length > few && (
          <Button look="quiet" onClick={() => setAll(true)}>
            {t('notification:moreActs')}
          </Button>
        )}
      </div>
    )
  )
}

function Act({ of: { act, messages }, goes }: { of: KeptOfAct; goes: boolean }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const words = { count: messages, shown: number(messages) }
  const send = useSending(act.id)
  const discard = useDiscard('kept', (confirm) =>
    call(discardMessages, { params: { batchId: act.id }, body: { state: 'kept', confirm } }),
  )
  return (
    <li className={styles.act}>
      <span className={styles.what}>
        <ActLink act={act} />
      </span>
      {goes && (
        <Button look="quiet" busy={send.busy} onClick={() => void send.ask(messages)}>
          {t('notification:send', words)}
        </Button>
      )}
      <Button look="quiet" busy={discard.busy} onClick={() => void discard.ask(messages)}>
        {t('notification:discard', words)}
      </Button>
    </li>
  )
}
