import { type Figure, holds, ratioOf } from './figure.ts'
import { aimOf, inUnit } from './report.ts'
import type { Results } from './results.ts'

/** The figures of every size side by side, as the README shows them. */
export function drawMarkdown(results: readonly Results[]): string {
  const sizes = results.map(({ users }) => `${users.toLocaleString('en')} users`)
  // Those of the largest size first, then what is measured in smaller ones alone.
  const all = results.toReversed().flatMap(({ figures }) => figures)
  const each = all.filter(({ key }, nth) => nth === all.findIndex((figure) => figure.key === key))
  const rows = each.map((figure) => [
    figure.what,
    ...results.map(({ figures }) => cellOf(figures.find(({ key }) => key === figure.key))),
    aimOf(figure),
  ])
  const lines = [[machineOf(results), ...sizes, 'aim'], ['---', ...sizes.map(() => '---'), '---'], ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** The median, how many times its limit that is, and whether it misses its aim. */
function cellOf(figure: Figure | undefined): string {
  if (!figure) return ''
  const ratio = ratioOf(figure)
  const said = inUnit(figure.value, figure.unit)
  const times = ratio === null || figure.unit === 'bytes' ? '' : ` · ${Number(ratio.toPrecision(2))} ×`
  return `${said}${times}${holds(figure) === false ? ' ✗' : ''}`
}

function machineOf(results: readonly Results[]): string {
  const machine = results.at(-1)?.machine
  if (!machine) return ''
  return `${machine.processor}, ${machine.cores} cores, ${machine.memory} GB, PostgreSQL ${machine.postgres}, fsync on`
}
