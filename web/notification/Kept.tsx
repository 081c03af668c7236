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

/** What was kept while mail was off, and of which acts: it is sent or discarded, the one of all, the other of one act too. */
export function Kept({ count, goes }: { count: number; goes: boolean }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const words = { count, shown: number(count) }
  const send = useCommand(() => call(sendKeptMessages, { body: { confirm: count } }), {
    done: ({ due }) => t('notification:onTheirWay', { count: due, shown: number(due) }),
  })
  const discard = useDiscard('kept', (confirm) => call(discardKeptMessages, { body: { confirm } }))
  const ask = async () => {
    const action = t('notification:sendKept', words)
    if (await confirm({ title: t('notification:sendKeptTitle', words), text: t('notification:sendKeptText'), action }))
      send.mutate()
  }
  return (
    <Banner
      tone="info"
      icon={<IconArchive />}
      title={t('notification:kept', words)}
      text={goes ? t('notification:keptText') : t('notification:offKeptText')}
      more={<Acts count={count} />}
    >
      {goes && (
        <Button icon={<IconSend />} busy={send.isPending} onClick={() => void ask()}>
          {t('notification:sendKept', words)}
        </Button>
      )}
      <Button busy={discard.busy} onClick={() => void discard.ask(count)}>
        {t('notification:discardAll', words)}
      </Button>
    </Banner>
  )
}

const few = 3

/** The acts that they are from, the latest first. `count` is how many messages there are: with another one they are read anew. */
function Acts({ count }: { count: number }) {
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
            <Act key={of.act.id} of={of} />
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

function Act({ of: { act, messages } }: { of: KeptOfAct }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const discard = useDiscard('kept', (confirm) =>
    call(discardMessages, { params: { batchId: act.id }, body: { state: 'kept', confirm } }),
  )
  return (
    <li className={styles.act}>
      <span className={styles.what}>
        <ActLink act={act} />
      </span>
      <Button look="quiet" busy={discard.busy} onClick={() => void discard.ask(messages)}>
        {t('notification:discard', { count: messages, shown: number(messages) })}
      </Button>
    </li>
  )
}
