import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { ApiProblem } from './api.ts'
import styles from './DetailPage.module.css'
import { type Fact, Facts } from './Facts.tsx'
import { useFormat } from './format.ts'
import { PageNotFound } from './PageError.tsx'
import { type Crumb, PageHeader, type SecondaryAction } from './PageHeader.tsx'
import { Bone, ErrorState } from './states.tsx'

export type Tab = {
  label: string
  /** Whole path; the first tab has the path of the page itself. */
  to: string
  count?: number | undefined
}

type DetailPageProps = {
  /** Undefined while it is being loaded. */
  title: string | undefined
  breadcrumb?: readonly Crumb[]
  status?: ReactNode
  facts?: readonly Fact[] | undefined
  tabs?: readonly Tab[]
  action?: ReactNode
  toolbar?: ReactNode
  more?: readonly SecondaryAction[]
  /** What went wrong while reading it; shown instead of the tabs. */
  fault?: unknown
  retry?: () => void
  /** What is below the tabs; by default the page of the chosen tab. */
  children?: ReactNode
}

/**
 * A page about one thing: identity on top, tabs below, each tab its own address (declare them with `page(…, tabs)`).
 *
 *     const { data: user, error, refetch } = useQuery(userQuery(userId))
 *     <DetailPage
 *       breadcrumb={[{ label: t('user:users'), to: '/users' }]}
 *       title={user?.name}
 *       status={user && <StateBadge tone="added">{t('user:status.active')}</StateBadge>}
 *       facts={user && [{ label: t('user:company'), value: user.company.name }]}
 *       tabs={[{ label: t('user:tab.profile'), to: `/users/${userId}` }, { label: t('user:tab.enrollments'), to: `/users/${userId}/enrollments` }]}
 *       fault={error} retry={refetch}
 *     />
 */
export function DetailPage({
  title,
  breadcrumb,
  status,
  facts,
  tabs = [],
  action,
  toolbar,
  more,
  fault,
  retry,
  children,
}: DetailPageProps) {
  if (fault instanceof ApiProblem && fault.status === 404) return <PageNotFound />
  return (
    <>
      {/* Another thing is another page, although the same component draws it: its title gets the focus. */}
      <PageHeader key={tabs[0]?.to} title={fault ? '—' : title} {...{ breadcrumb, status, action, toolbar, more }} />
      {fault ? (
        <ErrorState fault={fault} {...(retry && { retry })} />
      ) : (
        <>
          {(facts || title === undefined) && (
            <div className={styles.facts}>{facts ? <Facts facts={facts} /> : <Bone width={320} height={32} />}</div>
          )}
          {tabs.length > 0 ? <Tabs tabs={tabs}>{children ?? <Outlet />}</Tabs> : (children ?? <Outlet />)}
        </>
      )}
    </>
  )
}

/**
 * Tabs that are links. Arrow keys move between them, Enter opens. For a page that has tabs but no identity, such as
 * Organise, use it below a `PageHeader`.
 *
 *     <Tabs tabs={[{ label: t('organization:companies'), to: '/organise/companies' }, …]}><Outlet /></Tabs>
 */
export function Tabs({ tabs, children }: { tabs: readonly Tab[]; children: ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/, '') })
  const { number } = useFormat()
  const bar = useRef<HTMLDivElement>(null)
  const panel = useId()
  const chosen = chosenTab(tabs, path)

  // On a phone the tabs scroll sideways; the chosen one is kept in sight.
  const counts = tabs.map(({ count }) => count).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is chosen, or counts have made them wider.
  useEffect(() => {
    const tab = bar.current?.querySelector('[aria-selected="true"]')
    if (bar.current && tab) scrollSideways(bar.current, tab)
  }, [chosen?.to, counts])

  const move = (event: KeyboardEvent) => {
    const links = [...(bar.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    links[(to + links.length) % links.length]?.focus()
  }

  return (
    <>
      <div role="tablist" ref={bar} className={styles.tabs} onKeyDown={move}>
        {tabs.map((tab) => (
          <Link
            key={tab.to}
            to={tab.to}
            role="tab"
            id={tab === chosen ? `${panel}-tab` : undefined}
            aria-selected={tab === chosen}
            aria-controls={tab === chosen ? panel : undefined}
            tabIndex={tab === chosen ? 0 : -1}
            className={styles.tab}
            aria-label={tab.label}
          >
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{number(tab.count)}</span>}
          </Link>
        ))}
      </div>
      <div role="tabpanel" id={panel} aria-labelledby={chosen && `${panel}-tab`} className={styles.panel}>
        {children}
      </div>
    </>
  )
}

/** Brings a part of what scrolls sideways into sight, and leaves the page where it is. */
function scrollSideways(box: Element, part: Element): void {
  const [around, inside] = [box.getBoundingClientRect(), part.getBoundingClientRect()]
  if (inside.right > around.right) box.scrollLeft += inside.right - around.right
  if (inside.left < around.left) box.scrollLeft -= around.left - inside.left
}

/** The longest path that the address begins with: a page below a tab keeps that tab chosen. */
function chosenTab(tabs: readonly Tab[], path: string): Tab | undefined {
  return tabs
    .filter(({ to }) => path === to || path.startsWith(`${to}/`))
    .toSorted((one, other) => other.to.length - one.to.length)[0]
}
