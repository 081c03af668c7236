import type { Panel } from './panels.ts'

/** The decades that hold all of a panel. */
export function decadesOf(panel: Panel): number {
  const { lowest, highest } = decades(panel)
  return highest - lowest
}

/** Where a panel of so many decades begins, with what it shows in the middle of it. */
export function lowestDecade(panel: Panel, shown: number): number {
  const { lowest, highest } = decades(panel)
  return lowest - Math.floor((shown - (highest - lowest)) / 2)
}

function decades({ lines }: Panel): { lowest: number; highest: number } {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => Math.log10(value)))
  const lowest = Math.floor(Math.min(...values))
  return { lowest, highest: Math.max(lowest + 1, Math.ceil(Math.max(...values))) }
}

/** Moves labels apart that would touch, and keeps their order; each stays as near to its line as it can. */
export function apart(places: readonly number[], least: number): number[] {
  const order = places.map((place, nth) => ({ place, nth })).sort((a, b) => a.place - b.place)
  for (let turn = 0; turn < 50; turn += 1) {
    for (const [nth, upper] of order.entries()) {
      const lower = order[nth + 1]
      const missing = lower ? least - (lower.place - upper.place) : 0
      if (!lower || missing <= 0) continue
      upper.place -= missing / 2
      lower.place += missing / 2
    }
  }
  return places.map((_, nth) => order.find((moved) => moved.nth === nth)?.place ?? 0)
}
