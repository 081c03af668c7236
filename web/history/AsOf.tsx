import { useRef } from 'react'
import { z } from 'zod'
import { day } from '../../server/platform/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useUrl } from '../kit/url.ts'
import { DayFilter } from './DayFilter.tsx'

const inUrl = z.object({ day: day.optional() })

type AsOfProps = { label: string; hint: string; back: string }

/**
 * Chooses a past day on which something is shown as it was then, and goes back to now. It has to stay in its place when what it
 * belongs to changes: whoever writes a day in it would be thrown out otherwise.
 */
export function AsOf({ label, hint, back }: AsOfProps) {
  const field = useRef<HTMLInputElement>(null)
  const [{ day }, setUrl] = useUrl(inUrl)
  const goBack = () => {
    void setUrl({ day: undefined })
    // The button is gone then.
    field.current?.focus()
  }
  return (
    <>
      <DayFilter name="day" label={label} hint={hint} ref={field} />
      {day && <Button onClick={goBack}>{back}</Button>}
    </>
  )
}
