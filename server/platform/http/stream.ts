import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Problem } from '../problem.ts'

/** What an operation answers that streams: messages until there are no more, or until `gone` is aborted. */
export type Stream<Message = unknown> = (gone: AbortSignal) => AsyncIterable<Message>

declare module 'fastify' {
  interface FastifyInstance {
    /** Whoever is listening at this moment; aborting one ends it. */
    streams: Set<AbortController>
  }
}

/** A server that stops would wait for its open streams, which wait for the server. */
export function endStreamsOnClose(http: FastifyInstance): void {
  http.decorate('streams', new Set<AbortController>())
  http.addHook('preClose', async () => {
    for (const stream of http.streams) stream.abort()
  })
}

/** Proxies cut what is silent for longer; and whoever left or may no longer listen is noticed by then. */
const longestSilence = 15_000

/**
 * Sends messages as server-sent events, with the headers that every answer has. `textOf` is one line; `stillMay` is asked
 * in every silence and throws a Problem when whoever listens may no longer. What fails is logged, and the connection cut,
 * so that the browser asks anew.
 */
export function sendStream(
  reply: FastifyReply,
  input: {
    stream: Stream
    textOf: (message: unknown) => string
    stillMay: () => Promise<void>
    silence?: number
  },
): FastifyReply {
  const { streams } = reply.server
  const ended = new AbortController()
  streams.add(ended)
  reply.raw.once('close', () => {
    ended.abort()
    streams.delete(ended)
  })
  const lines = linesOf({ ...input, ended, log: reply.log })
  return (
    reply
      .header('cache-control', 'no-store')
      // nginx would collect the events until there are enough of them.
      .header('x-accel-buffering', 'no')
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(lines, { highWaterMark: 1 }))
  )
}

async function* linesOf(input: {
  stream: Stream
  textOf: (message: unknown) => string
  stillMay: () => Promise<void>
  ended: AbortController
  log: FastifyReply['log']
  silence?: number
}): AsyncGenerator<string> {
  const { stream, textOf, stillMay, ended, log, silence = longestSilence } = input
  const messages = stream(ended.signal)[Symbol.asyncIterator]()
  let arriving = messages.next()
  try {
    for (;;) {
      const arrived = await within(silence, arriving)
      if (arrived === undefined) {
        await stillMay()
        yield ':\n\n'
      } else if (arrived.done) {
        return
      } else {
        yield `data: ${textOf(arrived.value)}\n\n`
        arriving = messages.next()
      }
    }
  } catch (error) {
    if (error instanceof Problem) return
    log.error({ err: error }, 'a stream ended in a fault')
    throw error
  } finally {
    // What it waits for, it waits for no longer; and what it tidies up is tidied up when this ends.
    ended.abort()
    void arriving.catch(() => undefined)
    await messages.return?.()
  }
}

/** What arrives within so many milliseconds, or undefined. */
async function within<Value>(milliseconds: number, arriving: Promise<Value>): Promise<Value | undefined> {
  const over = new AbortController()
  const silence = pause(milliseconds, undefined, { signal: over.signal }).catch(() => undefined)
  try {
    return await Promise.race([arriving, silence])
  } finally {
    over.abort()
  }
}
