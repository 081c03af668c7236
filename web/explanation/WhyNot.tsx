import { IconHelpCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listActivities } from '../../server/learning/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import type { Matches } from '../kit/picking.ts'
import { SearchList } from '../kit/SearchList.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { type Found, findUsers } from '../user/findUsers.ts'

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

function Choosing({
  of,
  choose,
}: {
  of: { user: Named } | { activity: { id: number } }
  choose: (id: number) => void
}) {
  const { t } = useTranslation()
  const isOfUser = 'user' in of

  async function findActivities(search: string, signal: AbortSignal): Promise<Matches<Found>> {
    const { items, total, uncounted } = await call(
      listActivities,
      { query: { search, sort: 'title', limit: 50 } },
      signal,
    )
    const found = items.map(({ id, title, type }) => ({ id, title, detail: t(`enrollment:type.${type}`) }))
    return { items: found, total, isMore: uncounted }
  }

  return (
    <SearchList
      label={t(`explanation:ask.${isOfUser ? 'searchActivity' : 'searchUser'}`)}
      searchKey={['why-not', isOfUser]}
      search={isOfUser ? findActivities : findUsers}
      choose={({ id }) => choose(id)}
    />
  )
}
