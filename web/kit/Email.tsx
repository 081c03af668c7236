/**
 * An e-mail address. Where a line does not hold it, as on a phone, it goes on from its @ and not from the middle of a word.
 *
 *     <Email of={user.email} />
 */
export function Email({ of: address }: { of: string }) {
  const at = address.lastIndexOf('@')
  return (
    // What is cut short is whole on hover.
    <span title={address}>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </span>
  )
}
