import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const css = readFileSync(fileURLToPath(new URL('tokens.css', import.meta.url)), 'utf8')

function tokensOf(scheme: 'light' | 'dark'): Map<string, string> {
  const block = new RegExp(`\\[data-mantine-color-scheme=["']${scheme}["']\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [String(name), String(color)]),
  )
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2.2 AA: 4.5 for text, 3 for the edges of what can be operated. */
const text: [string, string][] = [
  ...['ink', 'ink-2', 'ink-3', 'accent-ink'].flatMap((ink) =>
    ['canvas', 'sunken', 'raised', 'hover', 'selected'].map((ground): [string, string] => [ink, ground]),
  ),
  ...['added', 'kept', 'ended', 'info', 'unchanged'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    [tone, 'canvas'],
    [tone, 'raised'],
  ]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['accent-ink', 'accent-soft'],
  ['on-accent', 'ended-fill'],
  ['ink-3', 'unchanged-soft'],
]
const edges: [string, string][] = [
  ['line-control', 'canvas'],
  ['line-control', 'raised'],
  ['accent', 'canvas'],
  ['accent-ink', 'canvas'],
]

describe.each(['light', 'dark'] as const)('the colors of the %s look', (scheme) => {
  const tokens = tokensOf(scheme)
  const between = (one: string, other: string) => contrast(tokens.get(one) ?? '#', tokens.get(other) ?? '#')

  it.each(text)('let %s be read on %s', (ink, ground) => {
    expect(between(ink, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(edges)('let the edge of %s be seen on %s', (line, ground) => {
    expect(between(line, ground)).toBeGreaterThanOrEqual(3)
  })
})
