import { useEffect, useState } from 'react'

/**
 * Enter that is pressed while what was typed is still being searched is not lost, and does not act on what was found for
 * something else: it is owed, and paid when the search is there. Typing on forgives it.
 *
 *     const enter = useOwed(term, isCurrent, () => follow(entries[0]))
 *     if (event.key === 'Enter' && !isCurrent) enter.owe()
 */
export function useOwed<How = void>(term: string, isHere: boolean, pay: (how: How) => void) {
  const [owed, setOwed] = useState<{ term: string; how: How }>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: paid once, with what is there at that moment.
  useEffect(() => {
    if (!owed) return
    if (owed.term === term && !isHere) return
    setOwed(undefined)
    if (owed.term === term) pay(owed.how)
  }, [owed, term, isHere])
  return { isOwed: owed !== undefined, owe: (how: How) => setOwed({ term, how }) }
}
