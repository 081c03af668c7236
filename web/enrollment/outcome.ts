import type { TFunction } from 'i18next'
import type { addParticipants, enrollUser, Outcome } from '../../server/enrollment/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { toast } from '../kit/toast.tsx'

type Joined = (words: readonly string[]) => string

/** How many enrollments came to be, or came back, by an act. */
export function gained({ enrolled, resumed, requiredAgain }: Outcome): number {
  return enrolled + resumed + requiredAgain
}

type Enrolled = Outcome & { already: number }

/** The act, where there is one to undo: nothing came of it where all were excluded. */
export function undoable(answer: Enrolled): Outcome | undefined {
  return answer.state === 'running' || gained(answer) + answer.already > 0 ? answer : undefined
}

/** The sentence, as what is done; where nothing was, it is said as what it is. */
export function asDone(answer: Enrolled, sentence: string): string | undefined {
  if (undoable(answer)) return sentence
  if (sentence !== '') toast.say(sentence)
  return undefined
}

/** "Ann is enrolled in 3 more learning activities." And what stayed out, and why. */
export function enrolledSentence(
  t: TFunction,
  list: Joined,
  name: string,
  answer: ResponseOf<typeof enrollUser>,
): string {
  const count = gained(answer)
  return sentences(
    count > 0 && t('enrollment:outcome.enrolledIn', { name, count }),
    count === 0 && answer.already > 0 && t('enrollment:outcome.nothingFor', { name }),
    answer.excluded.length > 0 &&
      t('enrollment:outcome.excludedFrom', { name, titles: list(answer.excluded.map(({ title }) => title)) }),
  )
}

/** "12 people are enrolled in Forklift basics." */
export function participantsSentence(
  t: TFunction,
  list: Joined,
  title: string,
  answer: ResponseOf<typeof addParticipants>,
): string {
  const count = gained(answer)
  return sentences(
    count > 0 && t('enrollment:outcome.enrolled', { title, count }),
    count === 0 && answer.already > 0 && t('enrollment:outcome.nothingIn', { title }),
    answer.state === 'running' && t('enrollment:outcome.running'),
    answer.excluded.length > 0 &&
      t('enrollment:outcome.excluded', { names: list(answer.excluded.map((one) => one.name)) }),
  )
}

function sentences(...given: Array<string | false>): string {
  return given.filter(Boolean).join(' ')
}
