import { IconHelpCircle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listActivities } from '../../server/learning/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { listUsers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { SearchField } from '../kit/SearchField.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useSettled } from '../kit/useSettled.ts'
import styles from './WhyNot.module.css'

type WhyNotProps = ({ user: Named } | { activity: { id: number; title: string } }) & {
  /** What was chosen: an activity for a user, a user for an activity. */
  onChoose: (id: number) => void
}

/**
 * *Why not?*: asks of which activity, or of whom, and opens the answer.
 *
 *     <WhyNot user={user} onChoose={showWhy} />
 *     <WhyNot activity={activity} onChoose={showWhy} />
 */
export function WhyNot({ onChoose, ...of }: WhyNotProps) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const choose = (id: number) => {
    setAsking(false)
    onChoose(id)
  }
  return (
    <>
      <Button look="quiet" icon={<IconHelpCircle />} onClick={() => setAsking(true)}>
        {t('explanation:ask.action')}
      </Button>
      {asking && (
        <Sheet
          open
          onClose={() => setAsking(false)}
          title={
            'user' in of
              ? t('explanation:ask.titleActivity', { name: of.user.name })
              : t('explanation:ask.titleUser', { title: of.activity.title })
          }
        >
          <Choosing of={of} choose={choose} />
        </Sheet>
      )}
    </>
  )
}

type Of = { user: Named } | { activity: { id: number } }
type Found = { id: number; title: string; detail: string }

function Choosing({ of, choose }: { of: Of; choose: (id: number) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 180)
  const isOfUser = 'user' in of
  const { data, error, refetch } = useQuery({
    queryKey: ['why-not', isOfUser, isOfUser ? of.user.id : of.activity.id, search],
    queryFn: ({ signal }): Promise<Found[]> =>
      isOfUser ? activities(search, of.user.id, signal) : users(search, signal),
    placeholderData: keepPreviousData,
  })
  const label = t(`explanation:ask.${isOfUser ? 'searchActivity' : 'searchUser'}`)

  async function activities(term: string, forUser: number, signal: AbortSignal): Promise<Found[]> {
    const { items } = await call(listActivities, { query: { search: term, forUser, sort: 'title', limit: 50 } }, signal)
    return items.map(({ id, title, type }) => ({ id, title, detail: t(`enrollment:type.${type}`) }))
  }

  return (
    <div className={styles.asking}>
      <SearchField label={label} value={typed} onChange={setTyped} data-autofocus />
      {error && !data ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={5} />
      ) : data.length === 0 ? (
        <p className={styles.nothing}>{t('kit:search.nothing')}</p>
      ) : (
        <ul className={styles.found} aria-label={label}>
          {data.map(({ id, title, detail }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(id)}>
                <TwoLines first={title} second={detail} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

async function users(term: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await call(
    listUsers,
    { query: { search: term, status: 'active', sort: 'name', limit: 50 } },
    signal,
  )
  return items.map(({ id, name, email, company, department }) => ({
    id,
    title: name,
    detail: [department?.name ?? company.name, email].join(' · '),
  }))
}
