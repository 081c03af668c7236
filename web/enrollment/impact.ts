import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { type Preview, type PreviewKind, previewKind, previewOf } from '../../server/enrollment/preview/contract.ts'
import type { Operation } from '../../server/platform/contract.ts'
import { type Confirmed, call, hooks, type InputOf } from '../kit/api.ts'
import type { Format } from '../kit/format.ts'
import { queryClient } from '../kit/query.ts'
import type { Tone } from '../kit/StateBadge.tsx'
import { useSettled } from '../kit/useSettled.ts'

/** Something that can be done, not done yet: an operation that previews, and what it would be called with. */
export type Act = { operation: Operation; input: { params?: unknown; query?: unknown; body?: unknown } }

/**
 * Names an act, so that its impact can be shown before it is done.
 *
 *     const archiving = act(teams.archive, { params: { unitId }, body: {} })
 */
export function act<Op extends Operation>(operation: Op, input: InputOf<Op>): Act {
  return { operation, input }
}

/** While one goes on choosing, nothing is asked. */
const settlesAfterMillis = 250

/** The server keeps the names of a preview for an hour; what stands on the screen is not to be older. */
const readAnewMillis = 50 * 60_000

/**
 * The impact of an act while it is being put together, asked of the server each time it settles; nothing for no act. While the
 * act is being done (`isBusy`) it is not asked by itself.
 *
 *     const impact = useImpact(picked.length > 0 ? act(enrollUser, { params: { userId }, body: { activityIds } }) : undefined)
 */
export function useImpact(planned: Act | undefined, { isBusy = false } = {}) {
  const settled = useSettled(planned ? textOf(planned.input) : '', settlesAfterMillis)
  const isAsked = planned !== undefined && settled !== ''
  const result = useQuery({
    queryKey: impactKey(planned?.operation, settled),
    queryFn: ({ signal }): Promise<Preview> =>
      (call as (operation: Operation, input: unknown, signal: AbortSignal) => Promise<Preview>)(
        previewOf((planned as Act).operation),
        JSON.parse(settled),
        signal,
      ),
    enabled: isAsked && !isBusy,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchInterval: readAnewMillis,
    // Whoever comes back from another tab may have changed there what this act does.
    refetchOnWindowFocus: 'always',
    retry: false,
  })
  return {
    preview: isAsked ? result.data : undefined,
    fault: isAsked ? result.error : null,
    /** What is shown was asked for before the last change. */
    stale: isAsked && (result.isPlaceholderData || settled !== (planned && textOf(planned.input))),
    readAnew: () => result.refetch(),
  }
}

const impactKey = (operation: Operation | undefined, input: string) => [
  'impact',
  operation?.method,
  operation?.path,
  input,
]

/** What an act does hangs on all that it is called with but these: whether people are told, and what was agreed to. */
function textOf({ params, query, body }: Act['input']): string {
  return JSON.stringify({ params, query, body: body && { ...body, notify: undefined, confirm: undefined } })
}

/** What is much is agreed to by its number, which is asked for. */
hooks.foreseen = (operation, input) => {
  const query = queryClient.getQueryCache().find<Preview>({ queryKey: impactKey(operation, textOf(input)) })
  const seen = query && query.getObserversCount() > 0 ? query.state.data : undefined
  return seen && !seen.confirm.isNeeded ? agreedTo(seen) : undefined
}

hooks.outdated = () => void queryClient.invalidateQueries()

/** What one agrees to who saw this preview. */
export function agreedTo({ previewId, confirm: { enrolls, begins, ends } }: Preview): Confirmed {
  return { previewId, enrolls, begins, ends }
}

export const impactTone: Record<PreviewKind, Tone> = {
  enrolled: 'added',
  resumed: 'added',
  'required-again': 'added',
  kept: 'kept',
  withdrawn: 'ended',
  already: 'unchanged',
  excluded: 'quiet',
}

export const gains: readonly PreviewKind[] = ['enrolled', 'resumed', 'required-again']

/** The kinds that occur, in the order in which they are told. */
export function kindsOf({ counts }: Pick<Preview, 'counts'>): PreviewKind[] {
  return previewKind.options.filter((kind) => counts[kind].enrollments > 0)
}

type Told = Pick<Preview, 'counts' | 'people' | 'activities' | 'confirm'>

/**
 * The impact as a sentence: "Enrolls 1,204 people in 2 learning activities.", "Enrolls 3 people, keeps 2 enrollments that are
 * no longer required and withdraws 17." And who is left out of it. With a name, of the one person whom it is about.
 */
export function impactSentence(t: TFunction, format: Format, told: Told, name?: string): string {
  const { enrollments } = told.counts.excluded
  const changes = changesSentenceOf(t, format, told, name)
  if (enrollments === 0) return changes
  const excluded = t('enrollment:impact.excluded', { shown: format.number(enrollments) })
  return `${changes} ${excluded}`
}

function changesSentenceOf(t: TFunction, { number, list }: Format, told: Told, name?: string): string {
  const { counts, activities, confirm } = told
  const gained = gains.reduce((sum, kind) => sum + counts[kind].enrollments, 0)
  const kept = counts.kept.enrollments
  const withdrawn = counts.withdrawn.enrollments
  if (gained + kept + withdrawn === 0) {
    const already = counts.already.enrollments
    const kind = already > 0 ? 'already' : 'nothing'
    const about = { count: already, shown: number(already), name }
    return t(name === undefined ? `enrollment:impact.${kind}` : `enrollment:impact.${kind}For`, about)
  }
  const clauses = [
    gained > 0 && gainClause(),
    kept > 0 && t('enrollment:impact.keeps', { count: kept, shown: number(kept) }),
    withdrawn > 0 && t('enrollment:impact.withdraws', { count: withdrawn, shown: number(withdrawn) }),
  ].filter((clause) => clause !== false)
  return t('enrollment:impact.whole', { changes: list(clauses) })

  function gainClause(): string {
    if (name !== undefined) return t('enrollment:impact.enrollsOne', { count: gained, shown: number(gained), name })
    const people = t('enrollment:impact.people', { count: confirm.enrolls, shown: number(confirm.enrolls) })
    return kept + withdrawn > 0
      ? t('enrollment:impact.enrolls', { people })
      : t('enrollment:impact.enrollsIn', { count: activities, shown: number(activities), people })
  }
}
