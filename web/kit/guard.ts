import { useBlocker } from '@tanstack/react-router'
import { type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from './Confirm.tsx'
import { shared } from './shared.ts'

const guarded = shared<ReadonlyArray<RefObject<boolean>>>([])

/** Something is filled in, on the page or in what is open over it, that leaving would lose. */
export const isAnythingUnsaved = () => guarded.get().some((unsaved) => unsaved.current)

/**
 * Asks before the page, or what is open over it, is left with something unsaved. Moving within the page (search, sort) is not
 * leaving.
 */
export function useUnsavedGuard(unsaved: RefObject<boolean> | undefined): void {
  useEffect(() => {
    if (!unsaved) return
    guarded.set([...guarded.get(), unsaved])
    return () => guarded.set(guarded.get().filter((one) => one !== unsaved))
  }, [unsaved])
}

/** Where leaving is asked about; once, in the router: what is unsaved in a sheet and on the page below it is one question. */
export function UnsavedGuard() {
  const { t } = useTranslation()
  const isNothingGuarded = guarded.use().length === 0
  useBlocker({
    disabled: isNothingGuarded,
    shouldBlockFn: async ({ current, next }) => {
      const isLeft = current.pathname !== next.pathname || openIn(current) !== openIn(next)
      if (!isLeft || !isAnythingUnsaved()) return false
      return !(await confirm(leaveQuestion(t)))
    },
    enableBeforeUnload: isAnythingUnsaved,
  })
  return null
}

/** The sheet that is open by its address: see useOpenInUrl. */
function openIn({ search }: { search: object }): unknown {
  return 'open' in search ? search.open : undefined
}

export function leaveQuestion(t: (key: string) => string) {
  return {
    title: t('kit:leave.title'),
    text: t('kit:leave.text'),
    action: t('kit:leave.leave'),
    stay: t('kit:leave.stay'),
    danger: true,
  }
}
