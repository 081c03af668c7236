import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import {
  type Completion,
  type EnrolledBy,
  enrolledBy,
  type Plots as Plotted,
  readPlots,
} from '../../server/home/contract.ts'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import styles from './Plots.module.css'

const plotsQuery = query(readPlots)
const askAgainMillis = 1_500

/** Each a link to what is behind it; counted by the server now and then, and it says when. */
export function Plots() {
  const { t } = useTranslation()
  const { time, absolute } = useFormat()
  const { data, error, refetch } = useQuery({
    ...plotsQuery,
    refetchInterval: ({ state }) => (state.data?.isBeingCounted ? askAgainMillis : false),
  })
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  if (!data?.plots) return <Skeleton rows={6} />
  const { weeks, companies, departments } = data.plots
  return (
    <>
      <Weeks weeks={weeks} />
      <div className={styles.pair}>
        <CompletionPlot title={t('home:companies')} units={companies} page="/organise/companies" />
        <CompletionPlot title={t('home:departments')} units={departments} page="/organise/departments" />
      </div>
      {data.countedAt && (
        <p className={styles.when}>
          <time dateTime={data.countedAt} title={absolute(data.countedAt)}>
            {t('home:counted', { time: time(data.countedAt) })}
          </time>
        </p>
      )}
    </>
  )
}

type Week = Plotted['weeks'][number]

function Weeks({ weeks }: { weeks: readonly Week[] }) {
  const { t } = useTranslation()
  const { shortDay, number } = useFormat()
  const kinds = enrolledBy.options.filter((kind) => weeks.some(({ by }) => by[kind] > 0))
  const total = weeks.reduce((sum, week) => sum + totalOf(week), 0)
  return (
    <section aria-labelledby="weeks">
      <h2 id="weeks" className={styles.title}>
        <Link to="/history">{t('home:weeks')}</Link>
        <span>{t('home:begun', { count: total, shown: number(total) })}</span>
      </h2>
      {total === 0 ? (
        <p className={styles.none}>{t('home:noneBegun')}</p>
      ) : (
        <figure className={styles.figure}>
          <ul className={styles.legend}>
            {kinds.map((kind) => (
              <li key={kind}>
                <span className={styles.swatch} data-kind={kind} aria-hidden />
                {t(`home:by.${kind}`)}
              </li>
            ))}
          </ul>
          <div aria-hidden className={styles.chart}>
            <ResponsiveContainer width="100%" height={220}>
              <BarChart
                accessibilityLayer={false}
                data={weeks as Week[]}
                barCategoryGap={3}
                margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
              >
                <CartesianGrid vertical={false} stroke="var(--line)" />
                <XAxis
                  dataKey="week"
                  tickFormatter={(week: string) => shortDay(week)}
                  tick={{ fill: 'var(--ink-3)' }}
                  tickLine={false}
                  axisLine={false}
                  interval="equidistantPreserveStart"
                  minTickGap={36}
                />
                <YAxis
                  width={52}
                  tickFormatter={(value: number) => number(value)}
                  tick={{ fill: 'var(--ink-3)' }}
                  tickLine={false}
                  axisLine={false}
                  allowDecimals={false}
                />
                <Tooltip
                  cursor={{ fill: 'var(--hover)' }}
                  isAnimationActive={false}
                  content={({ active, payload }) => {
                    const week = payload?.[0]?.payload as Week | undefined
                    return active && week ? <WeekTip week={week} kinds={kinds} /> : null
                  }}
                />
                {kinds.map((kind) => (
                  <Bar
                    key={kind}
                    dataKey={({ by }: Week) => by[kind]}
                    name={kind}
                    stackId="weeks"
                    fill={`var(--plot-${kind})`}
                    isAnimationActive={false}
                  />
                ))}
              </BarChart>
            </ResponsiveContainer>
          </div>
          <WeeksTable weeks={weeks} kinds={kinds} />
        </figure>
      )}
    </section>
  )
}

function totalOf({ by }: Week): number {
  return Object.values(by).reduce((sum, count) => sum + count, 0)
}

function WeekTip({ week, kinds }: { week: Week; kinds: readonly EnrolledBy[] }) {
  const { t } = useTranslation()
  const { day, number } = useFormat()
  return (
    <div className={styles.tip}>
      <p>{t('home:weekOf', { day: day(week.week) })}</p>
      <dl>
        {kinds
          .filter((kind) => week.by[kind] > 0)
          .map((kind) => (
            <div key={kind}>
              <dt>
                <span className={styles.swatch} data-kind={kind} aria-hidden />
                {t(`home:by.${kind}`)}
              </dt>
              <dd>{number(week.by[kind])}</dd>
            </div>
          ))}
      </dl>
    </div>
  )
}

/** The same for whoever does not see bars. */
function WeeksTable({ weeks, kinds }: { weeks: readonly Week[]; kinds: readonly EnrolledBy[] }) {
  const { t } = useTranslation()
  const { day, number } = useFormat()
  return (
    <VisuallyHidden component="div">
      <table>
        <caption>{t('home:weeks')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('home:week')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {t(`home:by.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks
            .filter((week) => totalOf(week) > 0)
            .map(({ week, by }) => (
              <tr key={week}>
                <th scope="row">{day(week)}</th>
                {kinds.map((kind) => (
                  <td key={kind}>{number(by[kind])}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </VisuallyHidden>
  )
}

/** How much of what its people are enrolled in is completed, unit by unit. */
function CompletionPlot({ title, units, page }: { title: string; units: readonly Completion[]; page: string }) {
  const { t } = useTranslation()
  const { number, percent } = useFormat()
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>
        <Link to={page}>{title}</Link>
      </h2>
      {units.length === 0 ? (
        <p className={styles.none}>{t('home:noUnits')}</p>
      ) : (
        <ul className={styles.units}>
          {units.map(({ id, name, enrollments, completed }) => (
            <li key={id}>
              <Link to={`${page}/${id}`} className={styles.unit}>
                <span className={styles.name}>{name}</span>
                <svg
                  className={styles.bar}
                  viewBox="0 0 100 6"
                  preserveAspectRatio="none"
                  aria-hidden
                  focusable="false"
                >
                  <rect width="100" height="6" className={styles.ground} />
                  <rect width={(100 * completed) / enrollments} height="6" className={styles.done} />
                </svg>
                <span className={styles.share}>{percent(completed / enrollments)}</span>
                <span className={styles.of}>
                  {t('home:completedOf', { done: number(completed), of: number(enrollments) })}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
