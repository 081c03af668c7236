import { useEffect, useState } from 'react'

/** The value as it was when it last stayed the same for a while: what is typed, without asking for every letter. */
export function useSettled<Value>(value: Value, forMillis: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMillis)
    return () => clearTimeout(timer)
  }, [value, forMillis])
  return settled
}

/** Whether what a search lists was found for what is typed now, and not for what was typed before. */
export function isFound(
  results: { data: unknown; isPlaceholderData: boolean },
  settled: string,
  typed: string,
): boolean {
  return settled === typed.trim() && results.data !== undefined && !results.isPlaceholderData
}
