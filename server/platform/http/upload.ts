import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { sentence } from '../sentence.ts'

/** Lets the routes of this instance be sent a file, whatever its type is said to be; nobody has read it yet. */
export function takeFiles(http: FastifyInstance): void {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/** The file that was sent, at most so many bytes of it: beyond, it is refused without being read to its end. */
export async function readUpload(request: FastifyRequest, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.raw) {
    length += (chunk as Buffer).length
    if (length > most) throw tooLarge(most)
    chunks.push(chunk as Buffer)
  }
  if (length === 0) throw new Problem(422, 'empty', fileEmpty())
  return Buffer.concat(chunks, length)
}

function tooLarge(most: number): Problem {
  return new Problem(413, 'too-large', fileTooLarge({ megabytes: Math.floor(most / 1024 / 1024) }))
}

const fileEmpty = sentence(
  'http.file-empty',
  'This file is empty (0 bytes). Save it again where it was made, or choose another.',
)
const fileTooLarge = sentence(
  'http.file-too-large',
  'This file has more than {{megabytes}} MB. Leave out what is not needed, or split it into several.',
)
