import { type Decision, type Held, type State, step, wantedOf } from './oracle.ts'
import type { World } from './world.ts'

/**
 * Every state that each enrollment may have come to while several batches were owed at once. Which enrollments are active
 * follows from the facts alone; whether what ended was kept or withdrawn is history, and depends on when it was decided, and by
 * which of the batches.
 */
export class Possible {
  private readonly states: Map<string, State[]>
  private readonly mayBeNone: Set<string> = new Set()
  private readonly ended = new Set<string>()
  private readonly batches: number[] = []
  private readonly takenBack: Array<NonNullable<Decision['takenBack']>> = []
  private now: Decision | undefined

  constructor(before: ReadonlyMap<string, State>) {
    this.states = new Map([...before].map(([key, state]) => [key, [state]]))
  }

  /** A batch was committed: from now on, until the next, drains decide by these facts, whomever they decide. */
  committed(input: {
    batch: number
    world: World
    held: Held
    ended: ReadonlySet<string>
    takenBack?: Decision['takenBack']
  }): void {
    const { batch, world, held, ended, takenBack } = input
    this.batches.push(batch)
    if (takenBack) this.takenBack.push(takenBack)
    for (const key of ended) this.ended.add(key)
    this.now = { world, wanted: wantedOf(world, held), batch }
    for (const key of new Set([...this.states.keys(), ...this.now.wanted.keys()])) {
      const states = this.states.get(key) ?? []
      if (!this.states.has(key)) this.mayBeNone.add(key)
      this.states.set(key, states)
      for (const row of this.mayBeNone.has(key) ? [undefined, ...states] : states) this.follow(key, row)
    }
  }

  /** Where one row can get from here, by any number of decisions. */
  private follow(key: string, row: State | undefined): void {
    for (const next of this.nextOf(key, row)) {
      const states = this.states.get(key) ?? []
      if (states.some((state) => isSame(state, next))) continue
      states.push(next)
      this.follow(key, next)
    }
  }

  private nextOf(key: string, row: State | undefined): State[] {
    const { now } = this
    if (!now) return []
    const decisions = this.batches.flatMap((batch) =>
      [undefined, ...this.takenBack].map((takenBack) => ({ ...now, batch, takenBack })),
    )
    return decisions.flatMap((decision) =>
      (this.ended.has(key) ? [false, true] : [false]).flatMap((byHand) => step(decision, key, row, byHand) ?? []),
    )
  }

  /** When nothing is owed any more: those that the facts would leave as they are. */
  atRest(key: string): State[] {
    const { now } = this
    const states = this.states.get(key) ?? []
    return now ? states.filter((row) => isSame(step(now, key, row), row)) : states
  }

  /** Enrollments that must be there by now. */
  certain(): string[] {
    return [...this.states.keys()].filter((key) => !this.mayBeNone.has(key) || this.now?.wanted.has(key))
  }
}

export function isSame(one: State | undefined, other: State): boolean {
  return (
    one?.state === other.state &&
    one.onLeaving === other.onLeaving &&
    one.was === other.was &&
    one.batch === other.batch
  )
}
