import type { AddressInfo, Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export type ReceivedMail = ParsedMail & { recipients: string[] }

export type TestMailServer = {
  /** For SMTP_URL. */
  url: string
  /** Everything accepted, in order. */
  received: ReceivedMail[]
  /** Those to one address. */
  to(email: string): ReceivedMail[]
  /** Resolves when so many were accepted. */
  arrival(count: number): Promise<void>
  stop(): Promise<void>
}

/** What the server says instead of accepting: `{ code: 450, says: 'try later' }`. `silence`: nothing, ever. */
export type Refusal = { code: number; says: string } | 'silence'

/** A real mail server on this machine. `refuse` is asked about each recipient, `refuseText` when the text has come. */
export async function startMailServer(
  given: { refuse?: (email: string) => Refusal | null; refuseText?: (mail: ParsedMail) => Refusal | null } = {},
): Promise<TestMailServer> {
  const received: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => answer(given.refuse?.(address) ?? null, done),
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address)
      simpleParser(stream).then((mail) => {
        const refusal = given.refuseText?.(mail) ?? null
        if (!refusal) received.push({ ...mail, recipients })
        answer(refusal, done)
        for (const look of waiting) look()
      }, done)
    },
  })
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  // A client that was killed leaves its connection broken, which is no fault of the server.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    to: (email) => received.filter(({ recipients }) => recipients.includes(email)),
    arrival: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    stop: () =>
      new Promise((resolve) => {
        for (const open of sockets) open.destroy()
        server.close(() => resolve())
      }),
  }
}

function answer(refusal: Refusal | null, done: (error?: Error | null) => void): void {
  if (refusal === 'silence') return
  done(refusal && Object.assign(new Error(refusal.says), { responseCode: refusal.code }))
}
