import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses, and what of them is stored: who reads the database learns no token. */
export function createToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashOfToken(token) }
}

/** Tokens are random through and through, so one quick hash hides them as well as a slow one. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
