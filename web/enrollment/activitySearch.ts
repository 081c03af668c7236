import type { TFunction } from 'i18next'
import { suggestActivities } from '../../server/enrollment/contract.ts'
import {
  type ActivityRef,
  findActivitiesByTitle,
  listActivities,
  listActivityMatches,
} from '../../server/learning/contract.ts'
import { call } from '../kit/api.ts'
import type { PickerProps } from '../kit/Picker.tsx'
import type { PickerItem } from '../kit/picking.ts'

type Item = PickerItem & { id: number }
type Found = ActivityRef & { already?: boolean; excluded?: boolean }

/**
 * Learning activities for a picker: searched, all that match, or a pasted column of titles. Before anything is searched those come
 * first that are probably meant: what was enrolled in last, and what most of the user's department has.
 */
export function activitySource(
  t: TFunction,
  forUser?: number,
): Required<Pick<PickerProps<Item>, 'searchKey' | 'search' | 'all' | 'paste'>> {
  const itemOf = ({ id, title, type, already = false, excluded = false }: Found): Item => ({
    id,
    title,
    detail: t(`enrollment:type.${type}`),
    barred: excluded && !already ? 'excluded' : undefined,
    already: already ? t('enrollment:pick.already') : excluded ? t('enrollment:pick.excluded') : undefined,
  })
  return {
    searchKey: [listActivities.path, { forUser }],
    search: async (search, signal) => {
      const [page, { items: suggested }] = await Promise.all([
        call(listActivities, { query: { search, forUser, sort: 'title' } }, signal),
        search === '' ? call(suggestActivities, { query: { forUser } }, signal) : { items: [] },
      ])
      const first = new Set(suggested.map(({ id }) => id))
      return {
        total: page.total,
        isMore: page.uncounted,
        items: [
          ...suggested.map(({ id, title, type, because }) => ({
            id,
            title,
            detail: [t(`enrollment:type.${type}`), t(`enrollment:pick.because.${because}`)].join(' · '),
          })),
          ...page.items.filter(({ id }) => !first.has(id)).map(itemOf),
        ],
      }
    },
    all: async (search) => {
      const { items, more } = await call(listActivityMatches, { query: { search, forUser } })
      return { items: items.map(itemOf), more }
    },
    paste: {
      of: 'names',
      read: async (titles) => {
        const { items, ...rest } = await call(findActivitiesByTitle, { body: { titles, forUser } })
        return { found: items.map(itemOf), ...rest }
      },
    },
  }
}
