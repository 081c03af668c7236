import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { z } from 'zod'
import { useSession } from './session.ts'

const listeners = new Set<() => void>()

/**
 * What this browser keeps of a person's habits, such as the columns of a list. What cannot be read any more, or kept, is as
 * if it was never there.
 *
 *     const [views, setViews] = useKept('views.users', z.array(view), [])
 */
export function useKept<Schema extends z.ZodType>(name: string, schema: Schema, atFirst: z.output<Schema>) {
  const { person } = useSession()
  const key = `muster.${person.id}.${name}`
  const text = useSyncExternalStore(subscribe, () => read(key))
  // biome-ignore lint/correctness/useExhaustiveDependencies: schemas and first values are written down once, where they are used.
  const value = useMemo(() => {
    const parsed = schema.safeParse(parse(text))
    return parsed.success ? parsed.data : atFirst
  }, [text])
  const set = useCallback((next: z.output<Schema>) => write(key, JSON.stringify(next)), [key])
  return [value, set] as const
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // A browser that keeps nothing shows everything as at first.
  }
  for (const listener of listeners) listener()
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}
