import type { Explanation, Reason as Fact, Obstacle, Transition, Way } from '../../server/explanation/contract.ts'
import { type Reason, sourceOf } from '../enrollment/why.ts'
import type { Telling as Speaking } from '../history/things.ts'
import { formatIn } from '../kit/format.ts'
import type { Part } from '../kit/Why.tsx'
import { whyNotMatched } from '../rule/sentence.ts'

/** Told about somebody by name: "Ann is not in team Warehouse". */
export type Telling = Speaking & { name: string; isExcluded?: boolean }

/** Where a way begins: "team Warehouse", "company Rakema, by qualification BHV". */
export function wayWords(way: Pick<Way, 'kind' | 'audience' | 'through'>, telling: Telling): Reason {
  const source = sourceOf(way, telling)
  if (!way.through) return source
  return {
    sentence: telling.t('enrollment:impact.because.qualification'),
    parts: { source, through: way.through.name },
  }
}

/** Each thing that keeps a way from leading somebody to the activity; the criteria of a rule that fail are one. */
export function obstacleWords(way: Way, telling: Telling): Reason[] {
  const { t } = telling
  if (way.obstacles.length === 0) {
    return [
      {
        sentence: t(`explanation:${telling.isExcluded ? 'butExcluded' : 'onItsWay'}`, { name: telling.name }),
        parts: {},
      },
    ]
  }
  const failing = way.obstacles.filter((obstacle) => obstacle.what === 'criterion')
  const others = way.obstacles.filter((obstacle) => obstacle.what !== 'criterion')
  const criteria = failing.map((obstacle) => ({ ...withAll(obstacle), met: false }))
  return [
    ...others.map((obstacle) => obstacleOf(obstacle, way, telling)),
    ...(criteria.length > 0 ? [whyNotMatched(criteria, telling)] : []),
  ]
}

type Failing = Extract<Obstacle, { what: 'criterion' }>

/** Of a long list the server names the first; how many it has still counts. */
function withAll(obstacle: Failing): Failing {
  const { criterion, more } = obstacle
  if (more === 0 || !('ids' in criterion)) return obstacle
  return { ...obstacle, criterion: { ...criterion, ids: [...criterion.ids, ...Array<number>(more).fill(0)] } }
}

function obstacleOf(obstacle: Exclude<Obstacle, Failing>, way: Way, telling: Telling): Reason {
  const { t, language, name } = telling
  if (obstacle.what === 'not-in') {
    const parts = { source: sourceOf(way, telling), who: way.audience?.name ?? '' }
    return { sentence: t(`explanation:notIn.${notInKey(way.kind)}`, { name }), parts }
  }
  if (obstacle.what === 'archived') {
    return { sentence: t(`explanation:archived.${obstacle.kind}`), parts: { thing: obstacle.thing.name } }
  }
  const day = obstacle.heldSince === null ? '' : formatIn(language).day(obstacle.heldSince)
  return { sentence: t(`explanation:rule.${obstacle.state}`, { name, day }), parts: {} }
}

/** Nobody is in what only one person, or whoever manages, is. */
function notInKey(kind: Way['kind']): string {
  if (kind === 'function' || kind === 'language') return 'has'
  if (kind === 'qualification') return 'holds'
  if (kind === 'reports' || kind === 'all-reports') return 'reports'
  if (kind === 'managers') return 'manages'
  return kind === 'user' ? 'user' : 'in'
}

/** One step of an enrollment: "Enrolled", "Kept", "Withdrawn". */
export function stepKey({ from, to }: Pick<Transition, 'from' | 'to'>): string {
  if (to !== 'active') return to
  if (from === 'none') return 'enrolled'
  return from === 'kept' ? 'required-again' : 'resumed'
}

/** Why a step was taken: each fact that began or ended causes, as a clause. */
export function factWords(fact: Fact, telling: Telling): Reason {
  const { t, language, name } = telling
  const text = (given: { name: string } | null): Part => given?.name ?? t('explanation:none')
  const day = (given: string) => formatIn(language).day(given)
  const say = (key: string, parts: Record<string, Part> = {}, words: Record<string, string> = {}): Reason => ({
    sentence: t(`explanation:fact.${key}`, { name, ...words }),
    parts,
  })
  const causes = fact.causes.map((cause) => wayWords(cause, telling))
  switch (fact.what) {
    case 'joined':
    case 'left':
      return say(`${fact.what}.${joinKey(fact.kind)}`, { source: sourceOf(fact, telling) })
    case 'changed':
      return say(`changed.${fact.kind}`, { from: text(fact.from), to: text(fact.to) })
    case 'manager-changed':
      return say(fact.what, { user: fact.user.name, from: text(fact.from), to: text(fact.to) })
    case 'department-moved':
      return say(fact.what, { department: fact.department.name, from: text(fact.from), to: text(fact.to) })
    case 'day-added-changed':
      return say(fact.what, {}, { from: day(fact.from), to: day(fact.to) })
    case 'assigned':
    case 'assignment-ended':
      return say(fact.what, { causes })
    case 'included':
    case 'taken-out':
      return say(fact.what, { qualification: fact.qualification.name })
    case 'archived':
    case 'restored':
      return fact.thing ? say(`${fact.what}.thing`, { thing: fact.thing.name }) : say(`${fact.what}.activity`)
    case 'excluded':
    case 'exclusion-ended':
      return say(fact.what, {}, { text: fact.text })
    case 'day-passed':
      return say(fact.what, { causes }, { day: day(fact.to) })
    case 'rule-activated':
    case 'rule-edited':
    case 'rule-paused':
    case 'rule-resumed':
    case 'rule-ended':
      return say(fact.what, { rule: fact.rule.name })
    default:
      return say(fact.what)
  }
}

function joinKey(kind: Extract<Fact, { what: 'joined' | 'left' }>['kind']): string {
  if (kind === 'by-hand' || kind === 'by-manager' || kind === 'import') return kind
  if (kind === 'function' || kind === 'qualification') return 'has'
  return 'in'
}

/** How somebody stands to an activity, as the heading of an explanation. */
export function standingKey({ state, exclusion, suspended }: Explanation): string {
  if (suspended && state !== 'withdrawn' && state !== 'none') return 'suspended'
  if (state === 'active' || state === 'kept') return state
  if (exclusion) return 'excluded'
  return state === 'withdrawn' ? 'withdrawn' : 'never'
}
