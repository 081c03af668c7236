import fc from 'fast-check'
import { meeting, type Step, stepsByTheme } from './acts.ts'

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

/** Steps of one batch: each of its own, or each about what the first was about. */
function stepsOf(anyStep: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> {
  const number = fc.nat({ max: 997 })
  const again = fc.array(fc.record({ nth: number, b: number, c: number }), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 3, arbitrary: fc.array(anyStep, { minLength: 1, maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc
        .record({ first: anyStep, again, other: fc.option(anyStep) })
        .map(({ first, again, other }) => [
          first,
          ...again.map((numbers) => meeting(first, numbers)),
          ...(other ? [other] : []),
        ]),
    },
  )
}

function historyOf(anyStep: fc.Arbitrary<Step>): fc.Arbitrary<History> {
  const how = {
    notify: fc.boolean(),
    by: fc.constantFrom('request' as const, 'worker' as const),
    isPreviewed: fc.nat({ max: 2 }).map((nth) => nth === 0),
  }
  const pieces = fc.array(anyPiece, { maxLength: 3 })
  const steps = stepsOf(anyStep)
  const undo = fc.record({ nth: fc.nat({ max: 7 }), withdrawStarted: fc.boolean() })
  const doing = fc.record({ ...how, steps, undo: fc.constant(null) })
  const undoing = fc.record({ ...how, steps: fc.constant<Step[]>([]), undo })
  const anyAct: fc.Arbitrary<Act> = fc.oneof({ weight: 4, arbitrary: doing }, { weight: 1, arbitrary: undoing })
  const alone = (act: Act): Round => [{ act, pieces: [] }]
  const one: fc.Arbitrary<Round[]> = anyAct.map((act) => [alone(act)])
  const several: fc.Arbitrary<Round[]> = fc
    .array(fc.record({ act: anyAct, pieces }), { minLength: 2, maxLength: 4 })
    .map((round) => [round])
  const stopped: fc.Arbitrary<Round[]> = fc
    .record({ ...how, steps, pieces, withdrawStarted: fc.boolean() })
    .map(({ steps, pieces, withdrawStarted, ...how }) => [
      [
        { act: { ...how, steps, undo: null }, pieces },
        { act: { ...how, steps: [], undo: { nth: 0, withdrawStarted } }, pieces: [] },
      ],
    ])
  // One is taken back, and that, and that: each when the one before is done, or all owed at once.
  const again: fc.Arbitrary<Round[]> = fc
    .record({
      first: doing,
      undos: fc.array(fc.record({ act: undoing, pieces }), { minLength: 2, maxLength: 3 }),
      atOnce: fc.boolean(),
      pieces,
    })
    .map(({ first, undos, atOnce, pieces }) => {
      const last = undos.map(({ act, pieces }) => ({
        act: { ...act, undo: act.undo && { ...act.undo, nth: 0 } },
        pieces,
      }))
      return atOnce ? [[{ act: first, pieces }, ...last]] : [alone(first), ...last.map(({ act }) => alone(act))]
    })
  // Others come to the same before it is taken back, and may be taken back themselves.
  const between: fc.Arbitrary<Round[]> = fc
    .record({
      first: doing,
      others: fc.array(fc.record({ act: doing, nth: fc.nat({ max: 997 }), b: fc.nat({ max: 997 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
      undo: undoing,
      undoOther: fc.option(undoing),
      atOnce: fc.boolean(),
      pieces,
    })
    .map(({ first, others, undo, undoOther, atOnce, pieces }) => {
      const meet = others.map(({ act, nth, b }): Act => {
        const [step] = first.steps
        return step ? { ...act, steps: [meeting(step, { nth, b, c: b }), ...act.steps.slice(1)] } : act
      })
      const back = (act: Act, nth: number): Act => ({ ...act, undo: act.undo && { ...act.undo, nth } })
      const acts = [first, ...meet, back(undo, meet.length), ...(undoOther ? [back(undoOther, 1)] : [])]
      return atOnce ? [acts.map((act) => ({ act, pieces }))] : acts.map(alone)
    })
  const anyRounds = fc.oneof(
    { weight: 6, arbitrary: one },
    { weight: 3, arbitrary: several },
    { weight: 1, arbitrary: stopped },
    { weight: 1, arbitrary: again },
    { weight: 1, arbitrary: between },
  )
  return fc.array(anyRounds, { minLength: 6, maxLength: 18 }).map((rounds) => rounds.flat())
}

export const anyHistory: fc.Arbitrary<History> = fc.oneof(...stepsByTheme.map(historyOf))
