import { z } from 'zod'
import { idText } from '../../server/platform/contract.ts'
import { useUrl } from '../kit/url.ts'

const inUrl = z.object({
  why: idText.optional(),
  after: z.string().optional(),
  before: z.string().optional(),
})

/**
 * Of which activity, or of whom, the why is open beside a list; it is in the address, so that it can be sent to somebody.
 *
 *     const [why, showWhy] = useWhyInUrl()
 */
export function useWhyInUrl() {
  const [{ why, after, before }, setUrl] = useUrl(inUrl)
  const show = (id: number | undefined) =>
    void setUrl({ why: id === undefined ? undefined : String(id), after, before })
  return [why, show] as const
}
