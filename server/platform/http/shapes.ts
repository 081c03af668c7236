import type { JsonSchema } from './openapi.ts'

/** A JSON Schema as a person writes a type, in HTML: `{ id: integer, status: "active" | "inactive" }`. */
export function shapeInHtml(schema: JsonSchema, indent = ''): string {
  const { $ref, anyOf, oneOf, enum: values, const: value, type } = schema as Parts
  if ($ref) return linkTo($ref)
  const either = anyOf ?? oneOf
  if (either) return either.map((one) => shapeInHtml(one, indent)).join(' | ')
  if (values) return values.map(literal).join(' | ')
  if (value !== undefined) return literal(value)
  if (Array.isArray(type)) return type.map((one) => shapeInHtml({ ...schema, type: one }, indent)).join(' | ')
  if (type === 'array') return listInHtml(schema as Parts, indent)
  if (type === 'object') return objectInHtml(schema as Parts, indent)
  return `${type ?? 'anything'}${limits(schema as Parts)}`
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

type Parts = {
  $ref?: string
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  type?: string | string[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  required?: string[]
  description?: string
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

function linkTo(ref: string): string {
  const name = escaped(ref.split('/').at(-1) ?? '')
  return `<a href="#shape-${name}">${name}</a>`
}

function literal(value: unknown): string {
  return escaped(JSON.stringify(value))
}

function listInHtml({ items }: Parts, indent: string): string {
  return items ? `list of ${shapeInHtml(items, indent)}` : 'list'
}

function objectInHtml({ properties = {}, additionalProperties, required = [] }: Parts, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const { description } = schema as Parts
    const says = description === undefined ? '' : ` <i>${escaped(description)}</i>`
    return `${inner}${escaped(name)}${required.includes(name) ? '' : '?'}: ${shapeInHtml(schema, inner)}${says}`
  })
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    lines.push(`${inner}…: ${shapeInHtml(additionalProperties, inner)}`)
  }
  return lines.length > 0 ? `{\n${lines.join('\n')}\n${indent}}` : '{}'
}

function limits({ type, format, minimum, maximum, minLength, maxLength }: Parts): string {
  const said = [
    ...(format ? [format] : []),
    ...range(minimum, maximum, ''),
    ...(type === 'string' ? range(minLength, maxLength, ' characters') : []),
  ]
  return said.length > 0 ? ` (${said.map(escaped).join(', ')})` : ''
}

function range(least: number | undefined, most: number | undefined, what: string): string[] {
  if (least === undefined && most === undefined) return []
  if (most === undefined) return [`${least} or more${what}`]
  return [least === undefined ? `up to ${most}${what}` : `${least} to ${most}${what}`]
}
