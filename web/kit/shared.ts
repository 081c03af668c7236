import { useSyncExternalStore } from 'react'

/**
 * One value that the whole app shares and whatever code may set, not only a component: the open question, the toasts.
 *
 *     const asked = shared<Question | undefined>(undefined)
 *     asked.set({ title })      const question = asked.use()
 */
export function shared<Value>(initial: Value) {
  let value = initial
  const listeners = new Set<() => void>()
  const get = () => value
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    set: (next: Value) => {
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
