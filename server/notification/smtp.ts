import { Readable } from 'node:stream'
import type { NodemailerError } from 'nodemailer/lib/errors'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

/** What became of one message. */
export type Delivery =
  | { is: 'accepted' }
  /** The mail server answered, about this message: not now, or never. */
  | { is: 'refused'; forGood: boolean; sentence: string }
  /** Its text left and no answer came: the server may have it. */
  | { is: 'unknown'; sentence: string }
  /** `begin` said no: somebody else took it, or it is held. */
  | { is: 'left' }

/** The server cannot be used at all at this moment; no message is to blame, and none was handed over. */
export class MailServerTrouble extends Error {
  override name = 'MailServerTrouble'
}

export type MailServer = {
  /**
   * Hands one message over. `begin` is asked at the last moment, when the server has agreed to everything and waits for the
   * text; the text leaves only when it answers true. Throws MailServerTrouble, after which the connection is of no use.
   */
  deliver(message: { from: string; to: string; content: Buffer; begin: () => Promise<boolean> }): Promise<Delivery>
  close(): void
}

/** Opens one connection, over which any number of messages go one after the other. Throws MailServerTrouble. */
export async function reachMailServer(smtpUrl: string): Promise<MailServer> {
  const { auth, ...options } = parseConnectionUrl(smtpUrl)
  const connection = new SMTPConnection({
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    ...options,
  } as SMTPConnection['options'])
  const failed = new Promise<never>((_, reject) => connection.on('error', reject))
  // What breaks while nobody waits is found by whoever sends next.
  failed.catch(() => undefined)
  try {
    await Promise.race([failed, called((done) => connection.connect(done))])
    if (auth) await Promise.race([failed, called((done) => connection.login(auth, done))])
  } catch (error) {
    connection.close()
    throw new MailServerTrouble(sentenceOf(error as NodemailerError))
  }
  return { deliver: (message) => deliver(connection, message), close: () => connection.quit() }
}

async function deliver(
  connection: SMTPConnection,
  { from, to, content, begin }: Parameters<MailServer['deliver']>[0],
): Promise<Delivery> {
  let handed = false
  let left = false
  const text = Readable.from(
    (async function* () {
      if (!(await begin())) {
        left = true
        throw new Error('somebody else took this message')
      }
      handed = true
      yield content
    })(),
    { objectMode: false },
  )
  try {
    await called((done) => connection.send({ from, to }, text, done))
    return { is: 'accepted' }
  } catch (error) {
    if (left) {
      // The server waits for a text that will not come.
      connection.close()
      return { is: 'left' }
    }
    const delivery = judge(error as NodemailerError, handed)
    // Ends the transaction it refused. Should that fail, the next message finds out.
    await called((done) => connection.reset(done)).catch(() => undefined)
    return delivery
  }
}

/** Whether an error is about this message, about the server, or leaves open what happened. */
function judge(error: NodemailerError, handed: boolean): Delivery {
  const sentence = sentenceOf(error)
  const { code, command, responseCode } = error
  if (handed) {
    if (responseCode === undefined) return { is: 'unknown', sentence }
    return { is: 'refused', forGood: error.permanent === true, sentence }
  }
  // An address that no server would take, or a text larger than this one takes: nobody needs to answer that.
  const isHopeless = responseCode === undefined && (code === 'EENVELOPE' || code === 'EMESSAGE')
  if (isHopeless) return { is: 'refused', forGood: true, sentence }
  const isAboutIt = responseCode !== undefined && responseCode !== 421 && (command === 'RCPT TO' || command === 'DATA')
  if (!isAboutIt) throw new MailServerTrouble(sentence)
  return { is: 'refused', forGood: error.permanent === true, sentence }
}

/** The server's own words when it said something. */
function sentenceOf(error: NodemailerError): string {
  return (error.response ?? error.message).replace(/\s+/g, ' ').trim().slice(0, 500)
}

function called<Result>(call: (done: (error?: Error | null, result?: Result) => void) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result as Result)))
  })
}
