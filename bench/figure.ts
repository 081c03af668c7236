import type { Db } from '../server/platform/database/database.ts'

/** What a topic measures on. */
export type Bench = {
  readonly db: Db
  readonly url: string
  readonly users: number
  readonly departments: number
}

/** Figures that belong together; `--only` names it. Leaves the academy as it found it, but for what history keeps. */
export type Topic = {
  readonly name: string
  measure(bench: Bench): Promise<Figure[]>
}

export type Figure = {
  /** The same in every run: the plots find it by this. */
  readonly key: string
  readonly what: string
  readonly unit: Unit
  /** The median of the repetitions. */
  readonly value: number
  /** The least and the most of them. */
  readonly spread?: Spread
  /** The limit, measured in the same run: the least that the database needs for the same rows. */
  readonly bare?: { readonly what: string; readonly value: number; readonly spread?: Spread }
  /** What we aim at: the value itself, or how many times the bare one it may be. */
  readonly aim?: { readonly of: 'value' | 'ratio'; readonly most: number }
  readonly note?: string
}

export type Unit = 'ms' | 'bytes'
export type Spread = readonly [least: number, most: number]

export function ratioOf({ value, bare }: Figure): number | null {
  return bare ? value / bare.value : null
}

/** Null where there is no aim. */
export function holds(figure: Figure): boolean | null {
  if (!figure.aim) return null
  const measured = figure.aim.of === 'value' ? figure.value : ratioOf(figure)
  return measured === null ? null : measured <= figure.aim.most
}
