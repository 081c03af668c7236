import { type Held, type State, step, type Wanted, wantedOf } from './oracle.ts'
import type { World } from './world.ts'

/**
 * Every state that each enrollment may have come to while several batches were owed at once. Which enrollments are active
 * follows from the facts alone; whether what ended was kept or withdrawn is history, and depends on when it was decided.
 */
export class Possible {
  private readonly states: Map<string, State[]>
  private readonly mayBeNone: Set<string> = new Set()
  private readonly ended = new Set<string>()
  private last: { world: World; wanted: Map<string, Wanted> } | undefined

  constructor(before: ReadonlyMap<string, State>) {
    this.states = new Map([...before].map(([key, state]) => [key, [state]]))
  }

  /** A batch was committed: from now on, until the next, drains decide by these facts, whomever they decide. */
  committed(world: World, held: Held, endedByHand: ReadonlySet<string>): void {
    for (const key of endedByHand) this.ended.add(key)
    const wanted = wantedOf(world, held)
    this.last = { world, wanted }
    for (const key of new Set([...this.states.keys(), ...wanted.keys()])) {
      const states = this.states.get(key) ?? []
      if (!this.states.has(key)) this.mayBeNone.add(key)
      this.states.set(key, states)
      for (const row of this.mayBeNone.has(key) ? [undefined, ...states] : states) this.follow(key, row)
    }
  }

  /** Where one row can get from here, by any number of decisions. */
  private follow(key: string, row: State | undefined): void {
    if (!this.last) return
    const { world, wanted } = this.last
    for (const byHand of this.ended.has(key) ? [false, true] : [false]) {
      const next = step(world, key, row, wanted.get(key), byHand)
      const states = this.states.get(key) ?? []
      if (!next || states.some((state) => same(state, next))) continue
      states.push(next)
      this.follow(key, next)
    }
  }

  /** When nothing is owed any more: those that the facts would leave as they are. */
  atRest(key: string): State[] {
    const { last } = this
    const states = this.states.get(key) ?? []
    if (!last) return states
    return states.filter((row) => same(step(last.world, key, row, last.wanted.get(key), false), row))
  }

  /** Enrollments that must be there by now. */
  certain(): string[] {
    return [...this.states.keys()].filter((key) => !this.mayBeNone.has(key) || this.last?.wanted.has(key))
  }
}

function same(one: State | undefined, other: State): boolean {
  return one?.state === other.state && one.onLeaving === other.onLeaving && one.was === other.was
}
