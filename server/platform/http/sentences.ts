import type { z } from 'zod'

type Issue = z.core.$ZodRawIssue

/** What is wrong with one field, as a whole sentence: the field, what was given, what is allowed. */
export function sentenceOf(issue: Issue): string {
  const name = nameOf(issue.path ?? [])
  if (issue.code !== 'unrecognized_keys' && issue.input === undefined) return `${name} is missing.`
  switch (issue.code) {
    case 'invalid_type':
      return `${name} has to be ${typeNames[issue.expected] ?? issue.expected}; ${told(issue.input)} was given.`
    case 'too_small':
      return tooSmall(name, issue)
    case 'too_big':
      return `${name} ${tooBig(issue)}`
    case 'invalid_format':
      return `${name} is not ${formatNames[issue.format] ?? 'written as it should be'}; ${told(issue.input)} was given.`
    case 'invalid_value':
      return notAmong(name, issue.values, issue.input)
    case 'unrecognized_keys':
      return `${choice(issue.keys.map(told), 'and')} ${issue.keys.length > 1 ? 'are' : 'is'} not known here; leave it out.`
    case 'invalid_union':
      if (Array.isArray(issue.options)) return notAmong(name, issue.options, at(issue.input, issue.discriminator))
      return ofUnion(name, issue)
    default:
      return `${name} does not fit; ${told(issue.input)} was given.`
  }
}

/** Where in what was sent: `texts.0.title`. */
export function fieldOf(path: ReadonlyArray<PropertyKey>): string {
  return path.map(String).join('.')
}

/** `employeeNumber` → "Employee number"; `add.2.targetId` → "Target of add 3"; nothing → "The request". */
export function nameOf(path: ReadonlyArray<PropertyKey>): string {
  const words = path.map((part) => (typeof part === 'number' ? String(part + 1) : inWords(String(part))))
  if (words.length === 0) return 'What was sent'
  const last = words.at(-1) ?? ''
  const [subject, rest] = /^\d/.test(last)
    ? [words.slice(-2).join(' '), words.slice(0, -2)]
    : [last, words.slice(0, -1)]
  const whole = rest.length > 0 ? `${subject} of ${rest.join(' ')}` : subject
  return whole.charAt(0).toUpperCase() + whole.slice(1)
}

function inWords(name: string): string {
  if (name === 'email') return 'e-mail'
  if (name === 'id' || name === 'ids') return name
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced
    .replace(/ ids$/, 's')
    .replace(/ id$/, '')
    .replace(/([^aeiou])ys$/, '$1ies')
}

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with named fields',
  record: 'an object with named fields',
}

const formatNames: Record<string, string> = {
  email: 'an e-mail address, like ann@example.com',
  url: 'a web address, like https://example.com',
  date: 'a day, like 2026-05-03',
  datetime: 'a moment, like 2026-05-03T09:00:00Z',
}

function tooSmall(name: string, issue: Issue & { code: 'too_small' }): string {
  const least = Number(issue.minimum)
  if (issue.origin === 'string') {
    if (least === 1) return `${name} may not be empty.`
    return `${name} has at least ${least} characters; ${lengthOf(issue.input)} were given.`
  }
  if (issue.origin === 'array')
    return least === 1 ? `${name}: at least one is needed.` : `${name}: at least ${least} are needed.`
  return `${name} has to be ${least} or more; ${told(issue.input)} was given.`
}

function tooBig(issue: Issue & { code: 'too_big' }): string {
  const most = Number(issue.maximum)
  if (issue.origin === 'string') return `has at most ${most} characters; ${lengthOf(issue.input)} were given.`
  if (issue.origin === 'array') return `takes at most ${most}; ${lengthOf(issue.input)} were given.`
  return `has to be ${most} or less; ${told(issue.input)} was given.`
}

function notAmong(name: string, options: readonly unknown[], given: unknown): string {
  if (given === undefined) return `${name} is missing.`
  return `${name} has to be ${choice(options.map(told))}; ${told(given)} was given.`
}

function at(given: unknown, key: string | undefined): unknown {
  return typeof given === 'object' && given !== null && key !== undefined ? Reflect.get(given, key) : given
}

/** Of several shapes none fits: the last one is the one people mean; those before it stand for "nothing". */
function ofUnion(name: string, issue: Issue & { code: 'invalid_union' }): string {
  const nested = issue.errors.at(-1)?.[0]
  if (!nested) return `${name} does not fit; ${told(issue.input)} was given.`
  return sentenceOf({
    input: issue.input,
    ...nested,
    path: [...(issue.path ?? []), ...nested.path],
  } as unknown as Issue)
}

function lengthOf(given: unknown): number {
  return typeof given === 'string' || Array.isArray(given) ? given.length : 0
}

/** What was given, short enough for a sentence. */
function told(given: unknown): string {
  if (given === null) return 'nothing'
  if (typeof given === 'string') return `"${given.length > 60 ? `${given.slice(0, 57)}…` : given}"`
  if (typeof given === 'number' || typeof given === 'boolean') return String(given)
  return Array.isArray(given) ? 'a list' : 'an object'
}

function choice(options: readonly string[], word = 'or'): string {
  return options.length > 1 ? `${options.slice(0, -1).join(', ')} ${word} ${options.at(-1)}` : options.join()
}
