import { sql } from 'kysely'
import { insertFacts, removeFacts } from '../../server/facts.ts'
import { someRule } from '../academy/rules.ts'
import { shape } from '../academy/shape.ts'
import type { Bench, Figure, Spread, Topic } from '../figure.ts'
import { percentile, repeat, summary } from '../measure.ts'
import { factsOnly } from './acts.ts'
import { Walk } from './walk.ts'

/** One user moves to another department. */
export const move: Topic = {
  name: 'move',
  async measure(bench) {
    const { moves, bare, changed } = await measureMoves(bench)
    const figure = (percent: Percent, most: number): Figure => ({
      key: `move-${percent}`,
      what: `one user moves department, ${percent}`,
      unit: 'ms',
      ...moves[percent],
      bare: { what: 'one-row update with commit', ...bare[percent] },
      aim: { of: 'value', most },
      note: `${changed.toFixed(1)} enrollments change`,
    })
    return [figure('p50', 3), figure('p99', 6)]
  },
}

const manyMore = 9000

/** The same with ten thousand rules: those that are added lead nowhere, but everybody has to be asked for them. */
export const manyRules: Topic = {
  name: 'many-rules',
  async measure(bench) {
    const few = await measureMoves(bench)
    const added = await factsOnly(bench.db, (tx) =>
      insertFacts(
        tx,
        'rules',
        Array.from({ length: manyMore }, (_, nth) => someRule(shape.rules + nth)),
      ),
    )
    await sql`analyze rules, rule_anchors`.execute(bench.db)
    const many = await measureMoves(bench)
    const identities = added.map((id) => ({ id }))
    await factsOnly(bench.db, (tx) => removeFacts(tx, 'rules', identities))
    const figure = (percent: Percent): Figure => ({
      key: `many-rules-${percent}`,
      what: `one user moves, with 10,000 rules, ${percent}`,
      unit: 'ms',
      ...many.moves[percent],
      bare: { what: 'the same with 1,000 rules', ...few.moves[percent] },
    })
    return [figure('p50'), figure('p99')]
  },
}

type Percent = 'p50' | 'p99'
type Percentiles = Record<Percent, { value: number; spread: Spread }>

/** Three series of a thousand moves, and among them bare updates of the same columns. */
async function measureMoves(bench: Bench): Promise<{ moves: Percentiles; bare: Percentiles; changed: number }> {
  const walk = new Walk(bench)
  await repeat(100, () => walk.move())
  walk.changed = 0
  const series = await repeat(3, async () => {
    const times: Record<'moves' | 'bare', number[]> = { moves: [], bare: [] }
    await repeat(1000, async (nth) => {
      times.moves.push(await walk.move())
      if (nth % 4 === 0) times.bare.push(...(await walk.moveBarely()))
    })
    return times
  })
  const percentiles = (which: 'moves' | 'bare'): Percentiles => ({
    p50: summary(series.map((times) => percentile(times[which], 50))),
    p99: summary(series.map((times) => percentile(times[which], 99))),
  })
  return { moves: percentiles('moves'), bare: percentiles('bare'), changed: walk.changed / 3000 }
}
