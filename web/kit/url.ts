import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { z } from 'zod'

/**
 * State that lives in the address: filters, an open sheet, a chosen sort. Each that does not fit the schema is left out.
 * Setting anything but the place in a list goes back to its top.
 *
 *     const [{ status }, setUrl] = useUrl(z.object({ status: userStatus.optional() }))
 *     setUrl({ status: 'inactive' });  setUrl({ status: undefined })
 */
export function useUrl<Schema extends z.ZodType<Record<string, unknown>>>(schema: Schema) {
  const raw = useSearch({ strict: false }) as Record<string, string>
  const go = useNavigate()
  const read = schema.safeParse(fitting(schema, raw))
  const set = useCallback(
    (patch: Partial<Record<keyof z.output<Schema>, string | undefined>>, { replace = false } = {}) =>
      go({
        to: '.',
        search: ((before: Record<string, string>) => ({
          ...before,
          at: undefined,
          ...patch,
        })) as never,
        replace,
        resetScroll: false,
      }),
    [go],
  )
  return [(read.success ? read.data : {}) as Partial<z.output<Schema>>, set] as const
}

/** Without what does not fit the schema: an address that somebody mangled means the rest of it. */
export function fitting(schema: z.ZodType, given: Record<string, string>): Record<string, string> {
  const { error } = schema.safeParse(given)
  if (!error) return given
  const wrong = new Set(error.issues.map(({ path }) => path[0]))
  return Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
}

/** As many letters as a search has at most. */
export const longestSearch = 200

/** What a list is searched for. */
export const searchInUrl = z.object({ search: z.string().max(longestSearch).optional() })

const openInUrl = z.object({ open: z.string().optional() })

/**
 * Whether something is open over the page, in the address: `/users?open=new` is a link to the sheet of a new user.
 *
 *     const creating = useOpenInUrl('new')
 *     <Button onClick={creating.show}>…</Button>  <NewUserSheet open={creating.open} onClose={creating.hide} />
 */
export function useOpenInUrl(name: string) {
  const [{ open }, setUrl] = useUrl(openInUrl)
  return {
    open: open === name,
    show: () => void setUrl({ open: name }),
    hide: () => void setUrl({ open: undefined }, { replace: true }),
  }
}

/** An identifier from the address: `useId('userId')` on `/users/$userId`. Not a number gives 0, which nothing has. */
export function useIdInPath(name: string): number {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  const value = Number(params[name])
  return Number.isInteger(value) ? value : 0
}

export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}
