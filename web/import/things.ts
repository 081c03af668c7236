import type { TFunction } from 'i18next'
import type { ThingKind } from '../../server/import/contract.ts'
import { listActivities, listQualifications, readActivity, readQualification } from '../../server/learning/contract.ts'
import { functions, groups, teams } from '../../server/organization/contract.ts'
import { call } from '../kit/api.ts'
import type { Matches } from '../kit/picking.ts'

/** What a column of a file can be about, as it is chosen. */
export type ThingItem = { id: number; title: string; detail?: string | undefined }

type Search = (
  asked: { search: string; after?: string; limit?: number },
  signal?: AbortSignal,
) => Promise<Matches<ThingItem> & { next: string | null }>

type Source = { path: string; search: Search; read: (id: number) => Promise<ThingItem> }

/** Where the things of each kind are found. */
export function sourceOf(kind: ThingKind, t: TFunction): Source {
  if (kind === 'activity') {
    return {
      path: listActivities.path,
      search: async (asked, signal) => {
        const { items, ...page } = await call(listActivities, { query: { ...asked, sort: 'title' } }, signal)
        return {
          ...page,
          items: items.map(({ id, title, type }) => ({ id, title, detail: t(`enrollment:type.${type}`) })),
        }
      },
      read: async (activityId) => {
        const { id, title } = await call(readActivity, { params: { activityId } })
        return { id, title }
      },
    }
  }
  if (kind === 'qualification') {
    return {
      path: listQualifications.path,
      search: async (asked, signal) =>
        named(await call(listQualifications, { query: { ...asked, sort: 'name' } }, signal)),
      read: async (qualificationId) => titled(await call(readQualification, { params: { qualificationId } })),
    }
  }
  const { list, read } = { team: teams, function: functions, group: groups }[kind]
  return {
    path: list.path,
    search: async (asked, signal) => named(await call(list, { query: { ...asked, sort: 'name' } }, signal)),
    read: async (unitId) => titled(await call(read, { params: { unitId } })),
  }
}

type Page = { items: ReadonlyArray<{ id: number; name: string }>; total: number; next: string | null }

function named({ items, total, next }: Page) {
  return { items: items.map(titled), total, next }
}

function titled({ id, name }: { id: number; name: string }): ThingItem {
  return { id, title: name }
}
