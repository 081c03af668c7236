import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { References as Found, unitReferences } from '../../server/enrollment/assignment/contract.ts'
import { useFormat } from '../kit/format.ts'
import type { query } from '../kit/query.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import styles from './References.module.css'
import { toldApart } from './toldApart.ts'

type ReferencesProps = {
  /** Of a unit, an activity or a qualification. */
  of: Pick<ReturnType<typeof query<typeof unitReferences>>, 'queryKey' | 'queryFn'>
  /** What its people are: in it, enrolled in it, or holding it. */
  people: 'members' | 'participants' | 'holders'
}

/** So many are named; the rest are counted. */
const mostNamed = 5

/**
 * What refers to something, told before it is archived.
 *
 *     <References of={query(unitReferences, { params: { unit: 'teams', unitId } })} people="members" />
 */
export function References({ of, people }: ReferencesProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(of)
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={3} />
  const lines = linesOf(data, people).filter(({ total }) => total > 0)
  if (lines.length === 0) return <p>{t('enrollment:references.nothing')}</p>
  return (
    <dl className={styles.references}>
      {lines.map((line) => (
        <Line key={line.what} {...line} />
      ))}
    </dl>
  )
}

type Referring = { what: string; total: number; names: string[] }

function Line({ what, total, names }: Referring) {
  const { t } = useTranslation()
  const { number, list } = useFormat()
  const shown = names.slice(0, mostNamed)
  const more = total - shown.length
  const words = more > 0 ? [...shown, t('enrollment:references.more', { count: more, shown: number(more) })] : shown
  return (
    <div>
      <dt>
        {t(`enrollment:references.${what}`)} <span>{number(total)}</span>
      </dt>
      <dd>{list(words)}</dd>
    </div>
  )
}

function linesOf(found: Found, people: ReferencesProps['people']): Referring[] {
  const named = ({ items }: { items: ReadonlyArray<{ name: string }> }) => items.map(({ name }) => name)
  const leading =
    people === 'members'
      ? found.assignments.items.map(({ target }) => target.name)
      : toldApart(found.assignments.items.flatMap(({ audience }) => audience ?? []))
  return [
    { what: people, total: found.people.total, names: named(found.people) },
    { what: 'departments', total: found.departments.total, names: toldApart(found.departments.items) },
    { what: people === 'members' ? 'leads' : 'assigned', total: found.assignments.total, names: [...new Set(leading)] },
    { what: 'qualifications', total: found.qualifications.total, names: named(found.qualifications) },
    { what: 'rules', total: found.rules.total, names: named(found.rules) },
    { what: 'grants', total: found.grants.total, names: named(found.grants) },
  ]
}
