import i18next from 'i18next'
import { ApiProblem } from './api.ts'

/**
 * What to tell a person about something that was thrown: the server's sentence, or that it is our fault. Some codes a screen
 * says better, for it knows what was being done.
 */
export function sentenceOf(fault: unknown): string {
  if (fault instanceof ApiProblem) {
    if (fault.code === 'unreachable') return i18next.t('kit:error.unreachable')
    const known = `kit:problem.${fault.code}`
    if (i18next.exists(known)) return i18next.t(known)
    if (fault.code !== 'fault') return fault.message
  }
  return i18next.t('kit:error.fault')
}
