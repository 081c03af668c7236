import { useEffect, useRef } from 'react'
import { checkImport, type ImportView } from '../../server/import/contract.ts'
import { call } from '../kit/api.ts'
import { useTelling } from './telling.ts'

/** A plan is kept for an hour. Whoever comes back later has the file checked again, as things are now. */
export function useRecheck(view: ImportView): void {
  const params = { importId: view.id }
  const { mutate } = useTelling(view.id, (_: undefined) => call(checkImport, { params }))
  const asked = useRef(0)
  const isOld = view.state === 'open' && view.action !== null && view.plan === null && view.planProblem === null
  useEffect(() => {
    const now = Date.now()
    if (!isOld || now - asked.current < 60_000) return
    asked.current = now
    mutate(undefined)
  }, [isOld, mutate])
}
