import { type Figure, holds, ratioOf, type Spread, type Unit } from './figure.ts'

const headings = ['figure', 'measured', 'limit beside it', '×', 'aim', 'holds', '']

/** Each figure beside its limit and its aim, in columns. */
export function drawTable(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(row)]
  const widths = headings.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}

function row(figure: Figure): string[] {
  const { what, unit, value, spread, bare, note = '' } = figure
  const ratio = ratioOf(figure)
  return [
    what,
    measured(value, unit, spread),
    bare ? `${bare.what}: ${measured(bare.value, unit, bare.spread)}` : '',
    ratio === null ? '' : `${inDigits(ratio)} ×`,
    aimOf(figure),
    { true: 'yes', false: 'no', null: '' }[String(holds(figure))] ?? '',
    note,
  ]
}

export function aimOf({ aim, unit }: Figure): string {
  if (!aim) return ''
  return aim.of === 'ratio' ? `≤ ${aim.most} ×` : `≤ ${inUnit(aim.most, unit)}`
}

/** The median, and in brackets the least and the most where they differ. */
function measured(value: number, unit: Unit, spread?: Spread): string {
  const median = inUnit(value, unit)
  if (!spread) return median
  const [least, most] = spread.map((end) => inUnit(end, unit))
  return least === most ? median : `${median} (${least} – ${most})`
}

export function inUnit(value: number, unit: Unit): string {
  if (unit === 'bytes') return `${Math.round(value)} bytes`
  return value < 1000 ? `${inDigits(value)} ms` : `${inDigits(value / 1000)} s`
}

/** Three digits. */
function inDigits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}
