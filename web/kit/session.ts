import { queryOptions, useQuery } from '@tanstack/react-query'
import { readSession, type Session } from '../../server/access/contract.ts'
import { call, hooks } from './api.ts'
import { showDaysBy } from './language.ts'
import { query, queryClient } from './query.ts'

/** Who is signed in and where; read once before the first page and again after everything that may change it. */
export const sessionQuery = queryOptions({
  ...query(readSession),
  queryFn: async ({ signal }): Promise<Session> => {
    const session = await call(readSession, {}, signal)
    const before = queryClient.getQueryData<Session>(query(readSession).queryKey)
    if (session.user || !before?.user) return session
    // It has ended: the page that stands is the last one's until it is left.
    hooks.signedOut()
    return before
  },
})

// Days and times on screen are the academy's, wherever the browser stands.
queryClient.getQueryCache().subscribe(({ query: { queryKey, state } }) => {
  if (queryKey[0] !== sessionQuery.queryKey[0]) return
  const { academy } = (state.data as Session | undefined) ?? {}
  if (academy) showDaysBy(academy)
})

export type Person = NonNullable<Session['user']>
export type Academy = NonNullable<Session['academy']>

/**
 * The signed-in person and the academy. Only for pages behind the sign-in, where both are known.
 *
 *     const { person, academy } = useSession()
 */
export function useSession(): { person: Person; academy: Academy } {
  const { data } = useQuery({ ...sessionQuery, staleTime: 60_000 })
  if (!data?.user || !data.academy)
    throw new Error('This page is drawn without a session; it belongs behind the sign-in.')
  return { person: data.user, academy: data.academy }
}

/** Whom something is for, in the words by which the server's policy decides. */
export type Who = 'administrators' | 'managers' | 'everyone'

export function isOneOf(who: Who, { role, isManager }: Pick<Person, 'role' | 'isManager'>): boolean {
  if (who === 'everyone') return true
  return who === 'administrators' ? role === 'administrator' : isManager
}
