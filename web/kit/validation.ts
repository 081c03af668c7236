import i18next from 'i18next'
import { z } from 'zod'

/** Whether a field of this schema may be empty: then an emptied text field means "none" rather than "". */
export function acceptsNull(schema: z.ZodType, field: string): boolean {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {}
  return shape[field]?.safeParse(null).success ?? false
}

/** One sentence per field: the contract's own where it has one, else one in the words of the screen. */
export function fieldErrors(fault: z.ZodError): Record<string, string> {
  const sentences: Record<string, string> = {}
  for (const issue of fault.issues) {
    const field = issue.path.join('.')
    sentences[field] ??= sentenceFor(issue)
  }
  return sentences
}

function sentenceFor(issue: z.core.$ZodIssue): string {
  const { t } = i18next
  const empty = issue.input === '' || issue.input === null || issue.input === undefined
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string')
        return Number(issue.minimum) <= 1
          ? t('kit:invalid.empty')
          : t('kit:invalid.short', { count: Number(issue.minimum) })
      if (issue.origin === 'array') return t('kit:invalid.few', { count: Number(issue.minimum) })
      return t('kit:invalid.small', { minimum: String(issue.minimum) })
    case 'too_big':
      if (issue.origin === 'string') return t('kit:invalid.long', { count: Number(issue.maximum) })
      if (issue.origin === 'array') return t('kit:invalid.many', { count: Number(issue.maximum) })
      return t('kit:invalid.big', { maximum: String(issue.maximum) })
    case 'invalid_format':
      if (empty) return t('kit:invalid.empty')
      if (issue.format === 'email') return t('kit:invalid.email')
      if (issue.format === 'url') return t('kit:invalid.url')
      if (issue.format === 'date') return t('kit:invalid.date')
      return issue.message
    case 'custom':
      return issue.params?.sentence === 'day' ? t('kit:invalid.day') : issue.message
    case 'invalid_type':
    case 'invalid_value':
      return t('kit:invalid.empty')
    default:
      return issue.message
  }
}
