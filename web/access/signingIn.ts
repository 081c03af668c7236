import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Session } from '../../server/access/contract.ts'
import { sessionQuery } from '../kit/session.ts'

/** Who is signed in here, as far as it is known yet: open pages are drawn before anybody asked. */
export function useOpenSession(): Session | undefined {
  return useQuery(sessionQuery).data
}

/** Leaves this page as soon as the condition holds; nobody comes back to it with the back button. */
export function useLeaving(when: boolean, to: string): void {
  const { history } = useRouter()
  useEffect(() => {
    if (when) history.replace(to)
  }, [when, to, history])
}

/** Takes over a session that has just begun. Nothing that the one before at this machine read stays in memory. */
export function useBegin(): (session: Session) => Session {
  const client = useQueryClient()
  return (session) => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
    client.setQueryData(sessionQuery.queryKey, session)
    return session
  }
}

/** Where to go after signing in: only to an address of our own. */
export function ownAddress(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/'
}
