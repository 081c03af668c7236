import { createElement, Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from './Button.tsx'
import { localeOf } from './format.ts'
import styles from './Why.module.css'

/** What fills a `{name}` of a sentence: words, a link, another sentence, or several joined by "and", or by "or". */
export type Part =
  | string
  | { text: string; to?: string }
  | { sentence: string; parts: Record<string, Part> }
  | Part[]
  | { anyOf: Part[] }

/**
 * A reason as a sentence with links in it. The sentence is a translation whose `{single braces}` are filled here,
 * so that each language orders its words as it likes.
 *
 *     <Why sentence="Enrolled because she is {causes}." parts={{ causes: [
 *       { sentence: 'in team {team} (since 3 May)', parts: { team: { text: 'Warehouse', to: '/organise/teams/4' } } },
 *       { sentence: 'enrolled by {who}', parts: { who: 'Bo Smit' } },
 *     ] }} />
 */
export function Why({ sentence, parts }: { sentence: string; parts: Record<string, Part> }) {
  const { i18n } = useTranslation()
  return <span className={styles.why}>{filled(sentence, parts, i18n.language)}</span>
}

function filled(sentence: string, parts: Record<string, Part>, language: string): ReactNode {
  const pieces = sentence.split(/(\{\w+\})/).map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    const part = name === undefined ? undefined : parts[name]
    return part === undefined ? piece : drawn(part, language)
  })
  return createElement(Fragment, null, ...pieces)
}

function drawn(part: Part, language: string): ReactNode {
  if (typeof part === 'string') return <bdi>{part}</bdi>
  if (Array.isArray(part)) return joined(part, language, 'conjunction')
  if ('anyOf' in part) return joined(part.anyOf, language, 'disjunction')
  if ('sentence' in part) return filled(part.sentence, part.parts, language)
  return part.to ? <TextLink to={part.to}>{part.text}</TextLink> : <em>{part.text}</em>
}

function joined(parts: Part[], language: string, type: 'conjunction' | 'disjunction'): ReactNode {
  const places = parts.map((_, place) => String(place))
  const pieces = new Intl.ListFormat(localeOf(language), { type }).formatToParts(places)
  const drawnPieces = pieces.map(({ type, value }) =>
    type === 'element' ? drawn(parts[Number(value)] ?? '', language) : value,
  )
  return createElement(Fragment, null, ...drawnPieces)
}
