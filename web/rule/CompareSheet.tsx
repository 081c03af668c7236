import { IconCheck, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { idText } from '../../server/platform/contract.ts'
import { type Criterion, compareUser, type Rule, readMatch, type UserMatch } from '../../server/rule/contract.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { focusOnce } from '../kit/focusOnce.ts'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { SearchList } from '../kit/SearchList.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { useUrl } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { managerSearch } from '../user/searches.ts'
import styles from './Matches.module.css'
import { type CriterionMatch, criterionPhrase, whatTheyHave, whyNotMatched } from './sentence.ts'

type CompareProps = { criteria: Criterion[]; saved: Rule | undefined; open: boolean; onClose: () => void }

const inUrl = z.object({ user: idText.optional() })

/** "Does it match …?": picks somebody, and says criterion by criterion what is asked and what they have instead. */
export function CompareSheet({ criteria, saved, open, onClose }: CompareProps) {
  const { t } = useTranslation()
  const [{ user }, setUrl] = useUrl(inUrl)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('rule:compare.title')}
      subtitle={t('rule:compare.subtitle')}
      width={600}
      footer={
        user !== undefined && (
          <Button ref={focusOnce} onClick={() => void setUrl({ user: undefined })}>
            {t('rule:compare.another')}
          </Button>
        )
      }
    >
      {!open ? null : user === undefined ? (
        <SearchList
          label={t('rule:compare.search')}
          {...managerSearch()}
          choose={({ id }) => void setUrl({ user: String(id) })}
        />
      ) : (
        <Verdict userId={user} criteria={criteria} saved={saved} />
      )}
    </Sheet>
  )
}

type Standing = UserMatch['standing']

const tones: Partial<Record<Standing, Tone>> = {
  matched: 'added',
  held: 'kept',
  'not-matched': 'ended',
}

/**
 * By the criteria as they are written now. Where a held rule is compared as it is saved, it is also said who is in it: that was
 * decided when it was paused or frozen.
 */
function Verdict({ userId, criteria, saved }: { userId: number; criteria: Criterion[]; saved: Rule | undefined }) {
  const { t, i18n } = useTranslation()
  const { day } = useFormat()
  const compared = useQuery({
    ...query(compareUser, { body: { userId, criteria } }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const held = useQuery({
    ...query(readMatch, { params: { ruleId: saved?.id ?? 0, userId } }),
    enabled: Boolean(saved?.heldSince),
  }).data
  const { data, error, refetch } = compared
  const columns = useColumns()
  if (error) return <ErrorState fault={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={4} />
  const isHeld = held?.standing === 'held' || held?.standing === 'not-held' ? held.standing : undefined
  return (
    <>
      <div className={styles.verdict} role="status">
        <div className={styles.standing}>
          <h3>
            <TextLink to={`/users/${userId}`}>{data.user.name}</TextLink>
          </h3>
          <StateBadge
            tone={tones[data.standing] ?? 'unchanged'}
            {...(data.standing === 'matched' && { icon: <IconCheck /> })}
          >
            {t(`rule:standing.${data.standing}`)}
          </StateBadge>
          {isHeld && <StateBadge tone={tones[isHeld] ?? 'unchanged'}>{t(`rule:standing.${isHeld}`)}</StateBadge>}
        </div>
        <p>
          {data.standing === 'not-matched' ? (
            <Why {...whyNotMatched(data.criteria, { t, language: i18n.language })} />
          ) : (
            t(`rule:compare.${data.standing}`)
          )}
        </p>
        {isHeld && <p>{t(`rule:compare.${isHeld}`, { day: day(held?.heldSince ?? '') })}</p>}
      </div>
      {data.criteria.length > 0 && (
        <Table
          label={t('rule:compare.criteria')}
          columns={columns}
          items={data.criteria.map((match, place) => ({ match, place }))}
          itemKey={({ place }) => place}
          tone={({ match }) => (match.met ? 'added' : undefined)}
        />
      )}
    </>
  )
}

function useColumns(): Column<{ match: CriterionMatch; place: number }>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language }
  return [
    {
      key: 'asked',
      header: t('rule:compare.asked'),
      wrap: true,
      cell: ({ match }) => <Why {...criterionPhrase(match, { ...telling, shown: 8 })} />,
    },
    {
      key: 'has',
      header: t('rule:compare.has'),
      wrap: true,
      width: '36%',
      cell: ({ match }) => <Why {...whatTheyHave(match, telling)} />,
    },
    {
      key: 'met',
      header: t('rule:compare.met'),
      width: '92px',
      cell: ({ match: { met } }) => (
        <span className={`${styles.answer} ${met ? styles.met : styles.failed}`}>
          {met ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
          {t(met ? 'rule:compare.yes' : 'rule:compare.no')}
        </span>
      ),
    },
  ]
}
