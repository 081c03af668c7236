import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from './Confirm.tsx'
import { leaveQuestion } from './Sheet.tsx'

/** Asks before the page is left with something unsaved. Moving within the page (search, sort) is not leaving. */
export function useUnsavedGuard(dirty: RefObject<boolean>): void {
  const { t } = useTranslation()
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!dirty.current || current.pathname === next.pathname) return false
      return !(await confirm(leaveQuestion(t)))
    },
    enableBeforeUnload: () => dirty.current,
  })
}
