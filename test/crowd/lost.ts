/** Whether an error, or what a log says of one, is that the connection or the whole database went away, and nothing else. */
export function isLost(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('message' in error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(08|57P)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code) ||
    /connection terminated|not queryable|connection error|Client was closed|timeout exceeded/i.test(
      String(error.message),
    )
  )
}
