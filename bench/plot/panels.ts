import type { Figure } from '../figure.ts'
import type { Results } from '../results.ts'

/** What one small picture shows: figures by their key, each with the word it has there. */
type PanelPlan = {
  readonly title: string
  readonly lines: ReadonlyArray<readonly [key: string, word: string]>
  /** The word for what is beside the first figure; left out, that is not drawn. */
  readonly bare?: string
}

const plans: readonly PanelPlan[] = [
  { title: 'Link of one activity to everyone', lines: [['link', 'Muster']], bare: 'bare' },
  { title: 'That link taken away', lines: [['unlink', 'Muster']], bare: 'bare' },
  { title: 'Undo of a link to everyone', lines: [['undo', 'Muster']], bare: 'bare' },
  {
    title: 'One user moves department',
    lines: [
      ['move-p50', 'p50'],
      ['move-p99', 'p99'],
    ],
    bare: 'bare',
  },
  {
    title: '… with 10,000 rules',
    lines: [
      ['many-rules-p50', 'p50'],
      ['many-rules-p99', 'p99'],
    ],
    bare: '1,000 rules',
  },
  {
    title: '… while a bulk of everyone runs',
    lines: [
      ['busy-move-p50', 'p50'],
      ['busy-move-p99', 'p99'],
    ],
  },
  { title: 'Plan of a rule of 1 %', lines: [['rule-some', 'Muster']], bare: 'bare' },
  { title: 'Plan of a rule of everyone', lines: [['rule-all', 'Muster']], bare: 'bare' },
  { title: 'Preview of a link to everyone', lines: [['preview-link', 'Muster']], bare: 'bare' },
  { title: 'Every why of one user', lines: [['explain', 'p50']], bare: 'bare' },
  { title: '10,000 users added', lines: [['newcomers', 'Muster']], bare: 'bare' },
  { title: 'Verify of everything', lines: [['verify', 'Muster']], bare: 'bare' },
]

export type Point = { readonly users: number; readonly value: number }
export type Line = {
  readonly word: string
  readonly role: 'first' | 'second' | 'bare' | 'aim'
  readonly points: Point[]
}
export type Panel = { readonly title: string; readonly lines: Line[] }

/** The pictures of which something was measured, each with its lines. */
export function panelsOf(results: readonly Results[]): Panel[] {
  return plans.flatMap((plan) => {
    const lines = plan.lines.flatMap(([key, word], nth): Line[] => {
      const role = nth === 0 ? 'first' : 'second'
      return [
        { word, role, points: pointsOf(results, key, ({ value }) => value) },
        { word: '', role: 'aim', points: pointsOf(results, key, aimOf) },
      ]
    })
    const [[first] = ['']] = plan.lines
    const bare = pointsOf(results, first, (figure) => figure.bare?.value ?? null)
    const drawn = [...lines, { word: plan.bare ?? '', role: 'bare' as const, points: plan.bare ? bare : [] }]
    const filled = drawn.filter(({ points }) => points.length > 0)
    return filled.length > 0 ? [{ title: plan.title, lines: filled }] : []
  })
}

/** In milliseconds, whatever it is an aim of. */
function aimOf({ aim, bare }: Figure): number | null {
  if (!aim) return null
  if (aim.of === 'value') return aim.most
  return bare ? aim.most * bare.value : null
}

function pointsOf(results: readonly Results[], key: string, read: (figure: Figure) => number | null): Point[] {
  return results.flatMap(({ users, figures }) => {
    const figure = figures.find((one) => one.key === key)
    const value = figure ? read(figure) : null
    return value === null ? [] : [{ users, value }]
  })
}
