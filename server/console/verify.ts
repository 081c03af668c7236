import { audienceKind } from '../enrollment/engine/index.ts'
import {
  type NamedDifference,
  type Progress,
  type Tally,
  type Verification,
  verifyAcademy,
} from '../enrollment/verify.ts'
import type { Db } from '../platform/database/database.ts'
import type { Given } from './given.ts'
import { bold, count, faint, number, say, sayJson, showProgress } from './speech.ts'

/** `muster verify`. Answers 1 when there are differences, after a repair when some remain. */
export async function verify(db: Db, { switches }: Given): Promise<number> {
  const began = performance.now()
  const verification = await withProgress((onProgress) =>
    verifyAcademy(db, { repair: switches.has('repair'), onProgress }),
  )
  const seconds = (performance.now() - began) / 1000
  if (switches.has('json')) sayJson(verification)
  else say(report(verification, seconds))
  return verification.differences.length > 0 ? 1 : 0
}

async function withProgress<Result>(act: (onProgress: Progress) => Promise<Result>): Promise<Result> {
  const line = showProgress()
  try {
    return await act(({ step, done }) => line.show(`${steps[step]} … ${Math.floor(done * 100)} %`))
  } finally {
    line.end()
  }
}

const steps = { verify: 'Comparing', repair: 'Repairing', 'verify again': 'Comparing once more' } as const

function report({ users, onTheirWay, differences, repaired }: Verification, seconds: number): string {
  const parts = [
    ...(repaired ? [repairReport(repaired), ''] : []),
    `Compared ${count(users, 'person', 'people')} and all that follows from the facts, in ${seconds.toFixed(1)} s: ` +
      `${differences.length === 0 ? 'no differences' : bold(count(sum(differences), 'difference'))}.`,
    ...(onTheirWay > 0 ? [`Work that is under way makes ${number(onTheirWay)} more right; those are none.`] : []),
    ...differences.flatMap((tally) => ['', ...list(tally)]),
    ...(differences.length > 0 && !repaired ? ['', 'To make it right: npm run muster -- verify --repair'] : []),
    ...(differences.length > 0 && repaired ? ['', 'These remain: a repair cannot make them right.'] : []),
  ]
  return parts.join('\n')
}

function repairReport({ differences, outcome }: NonNullable<Verification['repaired']>): string {
  const { enrolled, resumed, requiredAgain, kept, withdrawn } = outcome
  const counts = { enrolled, resumed, 'required again': requiredAgain, kept, withdrawn }
  const moves = Object.entries(counts).flatMap(([what, n]) => (n > 0 ? [`${number(n)} ${what}`] : []))
  const found = differences.map((tally) => `  ${number(tally.count)} × ${headings[tally.kind]}`)
  return [
    `Repaired ${count(sum(differences), 'difference')} (batch ${outcome.batchId}): ` +
      `${moves.join(', ') || 'nobody’s enrollments changed'}.`,
    ...found,
  ].join('\n')
}

const sum = (tallies: readonly Tally[]) => tallies.reduce((total, tally) => total + tally.count, 0)

function list({ kind, count: all, first }: Tally): string[] {
  const more = all - first.length
  return [
    bold(`${capital(headings[kind])} (${number(all)})`),
    ...first.map((difference) => `  ${lineOf(difference)}`),
    ...(more > 0 ? [faint(`  and ${number(more)} more`)] : []),
  ]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What each kind of difference is, as one reads it above a list. */
const headings: Record<Tally['kind'], string> = {
  'lead-missing': 'ways to an activity that the declarations give, and the engine does not know',
  'lead-extra': 'ways to an activity that the engine knows, and no declaration gives',
  'lead-stale': 'ways to an activity with another “on leaving” than the declarations give',
  'hold-missing': 'rules that are paused or broken, and not held',
  'hold-extra': 'rules that are held, and neither paused nor broken',
  'held-match-extra': 'people whom a rule holds that is not held',
  'anchor-missing': 'rules that are not looked for where they match',
  'anchor-extra': 'rules that are looked for where they do not match',
  'membership-of-nothing': 'memberships of something that does not exist',
  'membership-of-nobody': 'memberships of users who do not exist',
  'profile-missing': 'users without a profile',
  'profile-stale': 'profiles that do not say what the facts say',
  'profile-extra': 'profiles of users who are inactive or do not exist',
  'enrollment-missing': 'enrollments that are required, and not active',
  'enrollment-extra': 'enrollments that are active, and not required',
  'kept-extra': 'enrollments that are kept, and excluded',
  'on-leaving-stale': 'enrollments with another “on leaving” than their causes give',
  'enrollment-lost': 'enrollments that the history tells of, and that are gone',
  'enrollment-of-nobody': 'enrollments of users who do not exist',
  'history-differs': 'enrollments whose history tells something else',
  'members-miscounted': 'parts of the organisation with another number of members than is shown',
  'participants-miscounted': 'learning activities with another number of participants than is shown',
}

function lineOf(difference: NamedDifference): string {
  const { userId, user, activityId, activity, audience } = difference
  const parts = [
    userId === null ? '' : user ? `${user.name} <${user.email}>` : `user ${userId}, who does not exist`,
    audience === null ? '' : audienceName(audience),
    activityId === null ? '' : (activity ?? `activity ${activityId}`),
    contrast(difference),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function contrast({ kind, state, next }: NamedDifference): string {
  if (kind === 'history-differs' || kind === 'enrollment-lost') {
    return `${states[next ?? 0]}; by the history ${states[state ?? 0]}`
  }
  const words = kind.startsWith('lead') ? leaving : states
  return state === next ? '' : `${words[state ?? 0]}, should be ${words[next ?? 0]}`
}

const states = ['not there', 'active', 'kept', 'withdrawn']
const leaving = ['not there', 'withdraw', 'withdraw if not started', 'keep']

function audienceName({ kind, name }: { kind: number; name: string | null }): string {
  const word = audienceWords[kind] ?? `audience of kind ${kind}`
  return name === null ? word : `${word} ${name}`
}

const audienceWords = Object.keys(audienceKind).map((kind) =>
  kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
)
