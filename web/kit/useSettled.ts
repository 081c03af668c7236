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
