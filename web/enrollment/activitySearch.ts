import type { TFunction } from 'i18next'
import { suggestActivities } from '../../server/enrollment/contract.ts'
import { listActivities } from '../../server/learning/contract.ts'
import { call } from '../kit/api.ts'
import type { Matches, PickerItem } from '../kit/picking.ts'

/**
 * Searches learning activities for a picker. Before anything is searched those come first that are probably meant: what was
 * enrolled in last, and what most of the user's department has.
 */
export function searchActivities(t: TFunction, forUser?: number) {
  return async (search: string, signal: AbortSignal): Promise<Matches<PickerItem & { id: number }>> => {
    const asked = call(listActivities, { query: { search, forUser, sort: 'title' } }, signal)
    const suggested = search === '' ? (await call(suggestActivities, { query: { forUser } }, signal)).items : []
    const page = await asked
    const first = new Set(suggested.map(({ id }) => id))
    return {
      total: page.total,
      items: [
        ...suggested.map(({ id, title, type, because }) => ({
          id,
          title,
          detail: [t(`enrollment:type.${type}`), t(`enrollment:pick.because.${because}`)].join(' · '),
        })),
        ...page.items
          .filter(({ id }) => !first.has(id))
          .map(({ id, title, type, already }) => ({
            id,
            title,
            detail: t(`enrollment:type.${type}`),
            already: already ? t('enrollment:pick.already') : undefined,
          })),
      ],
    }
  }
}
