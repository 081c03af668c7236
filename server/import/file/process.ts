import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Said } from './batch.ts'
import { limits } from './limits.ts'
import { FileRefusal, isRefusalCode } from './refusal.ts'
import type { FilePart } from './row.ts'
import { isSaid, unpacked } from './said.ts'

export type Asked = {
  name: string
  content: Uint8Array | AsyncIterable<Uint8Array>
  headers: readonly string[]
  deadlineMs?: number
  signal?: AbortSignal
  /** Told at the end how much memory the process needed at most. */
  onPeak?: (bytes: number) => void
}

/** A file that takes longer is refused; a full sheet takes some seconds where the processor is busy. */
const deadline = 30_000

/** For what is no buffer: strings and objects. */
const heapMegabytes = 160

/** A line is a batch of rows; what is longer comes from no process of ours. */
const longestLine = 16 * 1_048_576

/** What a process says before it dies, at most, in characters. */
const lastWords = 2000

/** How often it is looked how long a process has kept us waiting. */
const lookEvery = 50

/**
 * Reads a file with a program in a process of its own. Whatever that does but read it to the end is a refusal; it is killed
 * when it takes too long, when whoever reads has read enough, and when `signal` says so.
 */
export async function* readBy(program: URL, asked: Asked): AsyncGenerator<FilePart> {
  const { signal } = asked
  signal?.throwIfAborted()
  const run = new Run(program)
  const abort = () => run.kill()
  signal?.addEventListener('abort', abort)
  try {
    run.watch(asked.deadlineMs ?? deadline)
    run.feed(asked)
    yield* partsOf(run, asked)
  } catch (error) {
    signal?.throwIfAborted()
    throw run.blamed ?? error
  } finally {
    signal?.removeEventListener('abort', abort)
    run.kill()
  }
}

async function* partsOf(run: Run, { onPeak }: Asked): AsyncGenerator<FilePart> {
  for await (const said of run.says()) {
    if ('refusal' in said || 'end' in said) onPeak?.(said.peakBytes)
    if ('end' in said) return
    if ('refusal' in said) throw new FileRefusal(isRefusalCode(said.refusal) ? said.refusal : 'failed')
    yield 'head' in said ? said : { rows: unpacked(said.rows) }
  }
  throw await run.death()
}

/** One process, from its start to its end. */
class Run {
  /** Why it is killed, when that is the file's fault. */
  blamed: unknown
  private readonly child: ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable }
  private readonly ended: Promise<string>
  private words = ''
  private watching: NodeJS.Timeout | undefined
  /** Whoever reads waits for the process, and nothing that the process waits for is missing. */
  private awaited = false
  private starving = false

  constructor(program: URL) {
    this.child = spawn(
      process.execPath,
      [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=8', '--expose-gc', fileURLToPath(program)],
      // Nothing of the server's environment: a file that takes the process over finds no secret.
      { env: {}, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
    )
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message))
      this.child.once('close', (code, signal) => resolve(`It ended with ${signal ?? code}. ${this.words}`.trim()))
    })
    // A process that is gone does not read; what became of it is said by its end.
    this.child.stdin.on('error', () => {})
    this.child.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.words = (this.words + words).slice(-lastWords)
    })
  }

  kill(blamed?: FileRefusal): void {
    this.blamed ??= blamed
    clearInterval(this.watching)
    this.child.kill('SIGKILL')
  }

  async death(): Promise<FileRefusal> {
    return new FileRefusal('failed', { cause: await this.ended })
  }

  /** Counts the time that we wait for the process, but not that in which it waits for us. */
  watch(mostMilliseconds: number): void {
    let waited = 0
    let looked = performance.now()
    this.watching = setInterval(() => {
      const now = performance.now()
      if (this.awaited && !this.starving) waited += Math.min(now - looked, 4 * lookEvery)
      looked = now
      if (waited > mostMilliseconds) this.kill(new FileRefusal('too-slow'))
    }, lookEvery)
  }

  /** Gives the process what it is to read, while it reads. */
  feed(asked: Asked): void {
    this.give(asked).catch((error) => {
      this.blamed ??= error
      this.kill()
    })
  }

  private async give({ name, headers, content }: Asked): Promise<void> {
    const { stdin } = this.child
    stdin.write(`${JSON.stringify({ name, headers })}\n`)
    let bytes = 0
    for await (const chunk of this.waitingFor(content)) {
      bytes += chunk.length
      if (bytes > limits.fileBytes) throw new FileRefusal('too-large')
      if (stdin.destroyed) return
      if (!stdin.write(chunk)) await drained(stdin)
    }
    stdin.end()
  }

  private async *waitingFor(content: Asked['content']): AsyncGenerator<Uint8Array> {
    if (content instanceof Uint8Array) {
      if (content.length > limits.fileBytes) throw new FileRefusal('too-large')
      yield content
      return
    }
    this.starving = true
    for await (const chunk of content) {
      this.starving = false
      yield chunk
      this.starving = true
    }
    this.starving = false
  }

  /** What the process says, line by line. */
  async *says(): AsyncGenerator<Said> {
    const lines = linesOf(this.child.stdout)
    for (;;) {
      this.awaited = true
      const line = await lines.next()
      this.awaited = false
      if (line.done) return
      yield saidIn(line.value)
    }
  }
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

const lineFeed = 0x0a

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
      pieces.push(chunk.subarray(from, at))
      yield Buffer.concat(pieces).toString()
      pieces = []
      length = 0
      from = at + 1
    }
    if (from === chunk.length) continue
    pieces.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > longestLine) throw new FileRefusal('failed', { cause: 'It said a line without end.' })
  }
}

function saidIn(line: string): Said {
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch (error) {
    throw new FileRefusal('failed', { cause: error })
  }
  if (!isSaid(said)) throw new FileRefusal('failed', { cause: 'It said something else than rows.' })
  return said
}
