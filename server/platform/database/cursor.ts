import { Problem } from '../problem.ts'
import { type Said, sentence } from '../sentence.ts'

/** How a list goes, as far as its cursors know. */
export type Order = {
  /** The order's name, which its cursors carry: a cursor fits no other order. */
  order: string
  descending?: boolean
  /** Of the keys, which together make the order total. */
  types: readonly KeyType[]
}

export type KeyType = 'text' | 'int' | 'bigint' | 'date' | 'timestamptz'

/** The keys of an item, and where it stands in its list (1-based). */
export type Cursor = { keys: string[]; position: number }

export function writeCursor(list: Order, { keys, position }: Cursor): string {
  return Buffer.from(JSON.stringify([orderOf(list), position, ...keys])).toString('base64url')
}

/** Throws `broken-cursor` for what is not a cursor of this list in this order. */
export function readCursor(text: string, field: string, list: Order): Cursor {
  const [order, position, ...keys] = parts(text)
  const { types } = list
  const fits =
    order === orderOf(list) &&
    Number.isSafeInteger(position) &&
    keys.length === types.length &&
    keys.every((key, index) => typeof key === 'string' && isOf[types[index] ?? 'int'](key))
  if (!fits) {
    throw brokenCursor(field, noCursor({ field }))
  }
  return { keys: keys as string[], position: position as number }
}

export function brokenCursor(field: string, said: Said): Problem {
  return new Problem(400, 'broken-cursor', said, [{ field, message: said }])
}

const orderOf = ({ order, descending }: Order) => (descending ? `-${order}` : order)

const noCursor = sentence(
  'list.no-cursor',
  '`{{field}}` is not a cursor of this list in this order. Start at the first page, and use the cursors it gives.',
)

function parts(text: string): unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(read) ? read : []
  } catch {
    return []
  }
}

/** What PostgreSQL would refuse must not reach it: a cursor somebody made up is a problem, not a fault. */
const isOf: Record<KeyType, (key: string) => boolean> = {
  text: (key) => !key.includes('\0'),
  int: (key) => /^-?\d{1,9}$/.test(key),
  bigint: (key) => /^-?\d{1,15}$/.test(key),
  date: (key) => isDay(key),
  timestamptz: (key) =>
    isDay(key.slice(0, 10)) && /^ ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00$/.test(key.slice(10)),
}

function isDay(text: string): boolean {
  const day = /^[1-9]\d{3}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return day?.toJSON()?.startsWith(text) ?? false
}
