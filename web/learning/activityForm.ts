import { z } from 'zod'
import {
  type Activity,
  type ActivityText,
  activityText,
  activityType,
  type Language,
  language,
  type NewActivity,
  newActivity,
  onLeaving,
} from '../../server/learning/contract.ts'
import { ApiProblem } from '../kit/api.ts'

export const languages = language.options
export const textParts = ['title', 'description', 'link'] as const
type TextPart = (typeof textParts)[number]

type Texts = { [name in `${Language}_${TextPart}`]: string }
/** What the form holds: a text of each language in fields of its own, since a field has one name. */
type Values = Pick<NewActivity, 'type' | 'onLeaving' | 'validMonths' | 'selfCompletion'> & Texts

/** The field that holds this part of the text in this language. */
export function textName(of: Language, part: TextPart): `${Language}_${TextPart}` {
  return `${of}_${part}`
}

/** What the form holds of an activity; of none: what a new one begins with. */
export function valuesOf(activity: Activity | undefined): Values {
  const texts = languages.flatMap((one) =>
    textParts.map((part) => [textName(one, part), activity?.texts.find((text) => text.language === one)?.[part] ?? '']),
  )
  return {
    type: activity?.type ?? 'e-learning',
    onLeaving: activity?.onLeaving ?? null,
    validMonths: activity?.validMonths ?? null,
    selfCompletion: activity?.selfCompletion ?? true,
    ...(Object.fromEntries(texts) as Texts),
  }
}

/** The contract's rules, said of the fields. Without any text, the one in `first` is asked for. */
export function activityForm(first: Language) {
  const anyText = z.object(
    Object.fromEntries(languages.flatMap((one) => textParts.map((part) => [textName(one, part), z.string()]))),
  )
  return anyText
    .extend({
      type: activityType,
      onLeaving: onLeaving.nullable(),
      validMonths: newActivity.shape.validMonths,
      selfCompletion: z.boolean(),
    })
    .check(({ value, issues }) => {
      const texts = textsOf(value as unknown as Values)
      for (const text of texts.length > 0 ? texts : [{ language: first, title: '', description: '', link: '' }]) {
        const { error } = activityText.safeParse(text, { reportInput: true })
        for (const issue of error?.issues ?? []) issues.push(inField(issue, text))
      }
    }) as unknown as z.ZodType<Values>
}

/** The texts of the languages in which anything was written. */
export function textsOf(values: Values): ActivityText[] {
  return languages
    .map((one) => ({
      language: one,
      title: values[textName(one, 'title')],
      description: values[textName(one, 'description')],
      link: values[textName(one, 'link')],
    }))
    .filter(({ title, description, link }) => `${title}${description}${link}`.trim() !== '')
}

export function bodyOf(values: Values): NewActivity {
  const { type, onLeaving, validMonths, selfCompletion } = values
  return { type, onLeaving, validMonths, selfCompletion, texts: textsOf(values) }
}

/** A refusal names the first text as `texts.0`; here the field is known by its language. */
export async function namingFields<Result>(values: Values, sending: Promise<Result>): Promise<Result> {
  return sending.catch((fault: unknown) => {
    if (!(fault instanceof ApiProblem)) throw fault
    const texts = textsOf(values)
    const errors = fault.errors.map(({ field, message }) => {
      const [, place, part] = /texts\.(\d+)\.(\w+)$/.exec(field) ?? []
      const text = texts[Number(place)]
      return { field: text ? `${text.language}_${part}` : field, message }
    })
    throw new ApiProblem(fault.status, fault.code, fault.message, errors)
  })
}

function inField(issue: z.core.$ZodIssue, text: ActivityText): z.core.$ZodRawIssue {
  const part = String(issue.path[0]) as TextPart
  const path = [textName(text.language, part)]
  // The union of "no link" and "a link" says only that neither fits.
  return part === 'link' && issue.code === 'invalid_union'
    ? { code: 'invalid_format', format: 'url', input: text.link, path }
    : ({ ...issue, path } as z.core.$ZodRawIssue)
}
