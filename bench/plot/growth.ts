import type { Results } from '../results.ts'
import { type Line, type Panel, type Point, panelsOf } from './panels.ts'
import { apart, decadesOf, lowestDecade } from './scale.ts'
import { element, style, text } from './svg.ts'

const columns = 3
const panel = { width: 280, height: 214 } as const
const plot = { left: 46, top: 34, width: 132, decade: 36, bottom: 30 } as const
const footer = 44

/**
 * How each figure grows with the academy: small pictures on logarithmic scales, so that what is proportional rises at the same
 * angle in each of them, and what does not grow lies flat. A decade is as high everywhere; each begins where its own does.
 */
export function drawGrowth(results: readonly Results[]): string {
  const panels = panelsOf(results)
  const decades = Math.max(...panels.map(decadesOf))
  const height = Math.max(panel.height, plot.top + decades * plot.decade + plot.bottom)
  const size = { width: columns * panel.width, height: Math.ceil(panels.length / columns) * height + footer }
  const drawn = panels.map((one, nth) =>
    element(
      'g',
      { transform: `translate(${(nth % columns) * panel.width} ${Math.floor(nth / columns) * height})` },
      drawPanel(one, { decades, users: results.map(({ users }) => users) }),
    ),
  )
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      role: 'img',
      'aria-label': 'How each figure grows with the size of the academy, on logarithmic scales',
    },
    style,
    element('rect', { class: 'ground', width: size.width, height: size.height }),
    ...drawn,
    drawFooter(results, size.height),
  )
}

type Frame = { decades: number; users: readonly number[] }

function drawPanel(panel: Panel, { decades, users }: Frame): string {
  const lowest = lowestDecade(panel, decades)
  const foot = plot.top + decades * plot.decade
  const x = (many: number) => plot.left + plot.width * share(many, users)
  const y = (value: number) => foot - (Math.log10(value) - lowest) * plot.decade
  const grid = Array.from({ length: decades + 1 }, (_, nth) => {
    const at = foot - nth * plot.decade
    return (
      element('line', { class: 'grid', x1: plot.left, x2: plot.left + plot.width, y1: at, y2: at }) +
      text(inWords(10 ** (lowest + nth)), { class: 'tick', x: plot.left - 6, y: at + 3.5, 'text-anchor': 'end' })
    )
  })
  const ticks = users.map((many) =>
    text(inShort(many), { class: 'tick', x: x(many), y: foot + 15, 'text-anchor': 'middle' }),
  )
  return [
    text(panel.title, { class: 'title', x: 8, y: 18 }),
    ...grid,
    ...ticks,
    ...panel.lines.map((line) => drawLine(line, x, y)),
    ...drawLabels(panel.lines, y),
  ].join('')
}

function drawLine({ role, points }: Line, x: (users: number) => number, y: (value: number) => number): string {
  const path = points.map(({ users, value }, nth) => `${nth === 0 ? 'M' : 'L'}${round(x(users))} ${round(y(value))}`)
  const dots = role === 'aim' ? [] : points.map((point) => drawDot(role, x(point.users), y(point.value)))
  return element('path', { class: role, d: path.join('') }) + dots.join('')
}

const drawDot = (role: string, cx: number, cy: number) =>
  element('circle', { class: `${role} dot`, cx: round(cx), cy: round(cy), r: 2.5 })

/** At the end of its line, what a line is and how much it comes to there. */
function drawLabels(lines: readonly Line[], y: (value: number) => number): string[] {
  const ends = lines.map((line) => ({ line, end: line.points.at(-1) as Point }))
  const places = apart(
    ends.map(({ end }) => y(end.value)),
    12,
  )
  return ends.map(({ line: { role, word }, end }, nth) => {
    const said = role === 'aim' ? `aim ${inWords(end.value)}` : `${word} ${inWords(end.value)}`
    return text(said, { class: `${role} label`, x: plot.left + plot.width + 8, y: round((places[nth] ?? 0) + 3.5) })
  })
}

function drawFooter(results: readonly Results[], height: number): string {
  const machine = results.at(-1)?.machine
  const said = machine
    ? `${machine.processor}, ${machine.cores} cores, ${machine.memory} GB; PostgreSQL ${machine.postgres}, fsync on; Node ${machine.node}; ${machine.date}.`
    : ''
  return (
    text(
      'Across: users in the academy; up: time; a decade is as high in every picture. Bare: what the database alone needs for the same rows.',
      {
        class: 'tick',
        x: 8,
        y: height - 28,
      },
    ) + text(said, { class: 'tick', x: 8, y: height - 12 })
  )
}

function share(many: number, users: readonly number[]): number {
  const [least, most] = [Math.log10(Math.min(...users)), Math.log10(Math.max(...users))]
  return (Math.log10(many) - least) / (most - least)
}

/** Milliseconds, with two digits. */
function inWords(ms: number): string {
  const [value, unit] = ms >= 1000 ? [ms / 1000, 's'] : [ms, 'ms']
  return `${Number(value.toPrecision(2))} ${unit}`
}

const inShort = (users: number) => (users >= 1e6 ? `${users / 1e6} M` : `${users / 1000} k`)

const round = (pixels: number) => Number(pixels.toFixed(1))
