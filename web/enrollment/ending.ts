import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Cause, type Enrollment, endEnrollment } from '../../server/enrollment/contract.ts'
import { useAct } from '../history/undo.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { confirm } from '../kit/Confirm.tsx'
import { type Person, useSession } from '../kit/session.ts'
import { whyStill, wordsOf } from './why.ts'

/** What one needs to know of an enrollment to end it by hand. */
export type Endable = Pick<Enrollment, 'user' | 'state' | 'status' | 'causes'> & {
  activity: { id: number; title: string }
}

/** What ending by hand would do: which causes end, and which keep the enrollment alive. */
export function endingOf({ state, status, causes }: Omit<Endable, 'user' | 'activity'>, role: Person['role']) {
  const byHand = role === 'administrator' ? ['by-hand', 'by-manager', 'import'] : ['by-manager']
  const ends = causes.filter(({ kind }) => byHand.includes(kind))
  const remains = causes.filter(({ kind }) => !byHand.includes(kind))
  const stays = remains.length > 0
  const becomes = status === 'completed' ? ('kept' as const) : ('withdrawn' as const)
  return { ends, remains, becomes: stays ? ('active' as const) : becomes, changesNothing: !stays && state === becomes }
}

/**
 * Ends an enrollment by hand, after saying what that does. Causes that remain are named, before and after.
 *
 *     const end = useEnding()
 *     <Button busy={end.busy(activity.id)} onClick={() => end.ask({ user, activity, state, status, causes })}>…</Button>
 */
export function useEnding() {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  const command = useAct(
    ({ user, activity }: Endable) => call(endEnrollment, { params: { userId: user.id, activityId: activity.id } }),
    { batch: (answer) => answer, done: (answer, asked) => doneSentence(t, i18n.language, answer, asked) },
  )
  const ask = async (asked: Endable) => {
    if (await confirm(question(t, i18n.language, asked, person.role))) command.mutate(asked)
  }
  const busy = (of: { userId: number; activityId: number }) =>
    command.isPending && command.variables.user.id === of.userId && command.variables.activity.id === of.activityId
  return { ask, busy }
}

function question(t: TFunction, language: string, asked: Endable, role: Person['role']) {
  const { ends, remains, becomes } = endingOf(asked, role)
  const words = { name: asked.user.name, activity: asked.activity.title }
  const still = remains.length > 0 ? stillSentence(t, language, remains) : ''
  if (ends.length === 0 && remains.length > 0) {
    return {
      title: t('enrollment:end.impossible', words),
      text: `${still} ${t('enrollment:end.impossibleText')}`,
      action: t('enrollment:end.understood'),
      stay: null,
    }
  }
  return {
    title: t('enrollment:end.title', words),
    text: still ? `${t('enrollment:end.handText')} ${still}` : t(`enrollment:end.${becomes}Text`, words),
    action: t('enrollment:end.action'),
    danger: true,
  }
}

type Ended = ResponseOf<typeof endEnrollment>

function doneSentence(t: TFunction, language: string, answer: Ended, { user, activity }: Endable): string {
  const words = { name: user.name, activity: activity.title }
  if (answer.remaining.length > 0) return stillSentence(t, language, answer.remaining)
  return answer.kept > 0 ? t('enrollment:end.kept', words) : t('enrollment:end.withdrawn', words)
}

function stillSentence(t: TFunction, language: string, causes: readonly Cause[]): string {
  return wordsOf(whyStill(causes, { t, language, subject: 'they', links: false }), language)
}
