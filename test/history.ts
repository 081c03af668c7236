import fc from 'fast-check'
import { type Step, stepsByTheme } from './acts.ts'

/** One batch: several acts in one transaction, or the taking back of one of the last batches. */
export type Act = {
  steps: Step[]
  undo: { nth: number; withdrawStarted: boolean } | null
  notify: boolean
  by: 'request' | 'worker'
  isPreviewed: boolean
}

/** Pieces of work that are done after an act of several that are owed at once: whose, and how much. */
export type Piece = { by: 'request' | 'worker'; nth: number }

export type Round = Array<{ act: Act; pieces: Piece[] }>

/**
 * Rounds of acts. What one act brings about is known exactly; of several owed at once, what is active, and what may be; and of
 * one that is taken back while it still runs, that all is as before.
 */
export type History = Round[]

const anyPiece: fc.Arbitrary<Piece> = fc.record({ by: fc.constantFrom('request', 'worker'), nth: fc.nat({ max: 11 }) })

function historyOf(anyStep: fc.Arbitrary<Step>): fc.Arbitrary<History> {
  const how = {
    notify: fc.boolean(),
    by: fc.constantFrom('request' as const, 'worker' as const),
    isPreviewed: fc.nat({ max: 2 }).map((nth) => nth === 0),
  }
  const pieces = fc.array(anyPiece, { maxLength: 3 })
  const steps = fc.array(anyStep, { minLength: 1, maxLength: 3 })
  const undo = fc.record({ nth: fc.nat({ max: 7 }), withdrawStarted: fc.boolean() })
  const anyAct: fc.Arbitrary<Act> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...how, steps, undo: fc.constant(null) }) },
    { weight: 1, arbitrary: fc.record({ ...how, steps: fc.constant<Step[]>([]), undo }) },
  )
  const one: fc.Arbitrary<Round> = anyAct.map((act) => [{ act, pieces: [] }])
  const several: fc.Arbitrary<Round> = fc.array(fc.record({ act: anyAct, pieces }), { minLength: 2, maxLength: 4 })
  const stopped: fc.Arbitrary<Round> = fc
    .record({ ...how, steps, pieces, withdrawStarted: fc.boolean() })
    .map(({ steps, pieces, withdrawStarted, ...how }) => [
      { act: { ...how, steps, undo: null }, pieces },
      { act: { ...how, steps: [], undo: { nth: 0, withdrawStarted } }, pieces: [] },
    ])
  const anyRound = fc.oneof(
    { weight: 6, arbitrary: one },
    { weight: 3, arbitrary: several },
    { weight: 1, arbitrary: stopped },
  )
  return fc.array(anyRound, { minLength: 8, maxLength: 24 })
}

export const anyHistory: fc.Arbitrary<History> = fc.oneof(...stepsByTheme.map(historyOf))
