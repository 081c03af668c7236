import type { ActivityRef, Language } from '../../learning/contract.ts'
import { type Letter, write } from './letter.ts'
import { textsIn } from './texts.ts'

/** Tells somebody what they were enrolled in. */
export function enrolledLetter(input: {
  language: Language
  name: string
  academy: string
  activities: ReadonlyArray<Pick<ActivityRef, 'title' | 'type'>>
  publicUrl: string
}): Letter {
  const { language, name, academy, activities, publicUrl } = input
  const texts = textsIn(language)
  const { enrolled } = texts
  const [first] = activities
  const count = activities.length
  const isOne = first !== undefined && count === 1
  return write({
    language,
    subject: isOne ? enrolled.subjectOne(academy, first.title) : enrolled.subjectMany(academy, count),
    blocks: [
      { line: texts.hello(name) },
      { line: isOne ? enrolled.introOne : enrolled.introMany(count) },
      { items: activities.map(({ title, type }) => `${title} (${texts.type[type]})`) },
      { line: enrolled.where },
      { open: enrolled.open, at: `${publicUrl}/my-learning` },
      { small: texts.sentBy(academy) },
    ],
  })
}
