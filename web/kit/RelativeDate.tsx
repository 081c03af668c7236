import { useFormat } from './format.ts'

/**
 * A day or a moment: "yesterday" when near, "3 May" when not, the whole date on hover.
 *
 *     <RelativeDate value={user.addedOn} />
 */
export function RelativeDate({ value }: { value: string }) {
  const format = useFormat()
  return (
    <time dateTime={value} title={format.absolute(value)}>
      {format.near(value) ?? format.shortDay(value)}
    </time>
  )
}
