import { z } from 'zod'
import { nothing, type Operation, problemBody } from '../contract.ts'
import type { Mounted } from './operation.ts'

/** Contract modules by room: `{ user: import('./user/contract.ts'), … }`. Their export names name things in the document. */
export type Contracts = Record<string, Record<string, unknown>>

export type ApiDocument = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, ApiOperation>>
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<string, unknown>
    securitySchemes: Record<string, unknown>
  }
}

export type ApiOperation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters: {
    name: string
    in: 'path' | 'query' | 'header'
    required: boolean
    description?: string
    schema: JsonSchema
  }[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, unknown>
}

export type JsonSchema = {
  [key: string]: unknown
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
}

/** The OpenAPI 3.1 description of what is mounted: made from the very schemas that parse and shape. */
export function describeApi(input: {
  operations: readonly Mounted[]
  contracts: Contracts
  version: string
}): ApiDocument {
  const names = nameOperations(input.contracts)
  const schemas = nameSchemas(input.contracts)
  const paths: ApiDocument['paths'] = {}
  for (const mounted of input.operations) {
    const { operation, declared } = mounted
    const name = names.get(declared)
    if (!name) throw new Error(`${operation.method} ${operation.path} is answered, and in no contract`)
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][operation.method.toLowerCase()] = describeOperation(
      mounted,
      operation === declared ? name : { ...name, id: `${operation.downloads ? 'export' : 'preview'}.${name.id}` },
      schemas,
    )
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Muster', version: input.version, description },
    servers: [{ url: '/api' }],
    tags: Object.keys(input.contracts).map((name) => ({ name })),
    paths,
    components: {
      schemas: componentsOf(schemas),
      responses: { problem: problemResponse },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'muster_session' } },
    },
  }
}

/** Every operation of the contracts with its room and its name: the export's, or `companies.list` inside an object. */
export function nameOperations(contracts: Contracts): Map<Operation, { room: string; id: string }> {
  const names = new Map<Operation, { room: string; id: string }>()
  for (const [room, exported] of Object.entries(contracts)) {
    for (const [name, value] of Object.entries(exported)) {
      if (isOperation(value)) names.set(value, { room, id: name })
      else if (isPlain(value)) {
        for (const [inner, nested] of Object.entries(value)) {
          if (isOperation(nested)) names.set(nested, { room, id: `${name}.${inner}` })
        }
      }
    }
  }
  return names
}

const description =
  'Everything the screens do, they do through these operations. A request that changes something needs the header ' +
  '`X-Muster: 1`. What goes wrong is answered as `application/problem+json`. What one may not know of is *not found*.'

const problemResponse = {
  description: 'A problem: a sentence that one can act on, and the fields it is about',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problemBody' } } },
}

function describeOperation(
  { operation, access, signedIn }: Mounted,
  name: { room: string; id: string },
  schemas: Map<z.ZodType, string>,
): ApiOperation {
  const writes = operation.method !== 'GET'
  const body = takesNothing(operation.body) ? undefined : jsonSchema(operation.body, 'input', schemas)
  return {
    operationId: name.id,
    tags: [name.room],
    summary: operation.summary,
    description: access,
    security: signedIn ? [{ session: [] }] : [],
    parameters: [
      ...parametersOf(operation.params, 'path', schemas),
      ...parametersOf(operation.query, 'query', schemas),
      ...(writes ? [{ name: 'X-Muster', in: 'header' as const, required: true, schema: { const: '1' } }] : []),
    ],
    ...(body && {
      requestBody: { required: !mayBeLeftOut(operation.body), content: { 'application/json': { schema: body } } },
    }),
    ...(operation.uploads > 0 && {
      requestBody: { required: true, content: { 'application/octet-stream': { schema: file } } },
    }),
    responses: {
      200: {
        description: operation.streams ? 'Server-sent events, the data of each of which is this' : 'Done',
        content: contentOf(operation, schemas),
      },
      ...Object.fromEntries(
        problemsOf(operation, signedIn).map((status) => [status, { $ref: '#/components/responses/problem' }]),
      ),
      default: { $ref: '#/components/responses/problem' },
    },
  }
}

const file = { type: 'string', format: 'binary' } as const

function contentOf(operation: Operation, schemas: Map<z.ZodType, string>): Record<string, { schema: JsonSchema }> {
  if (operation.downloads) return { 'application/octet-stream': { schema: file } }
  const schema = jsonSchema(operation.response, 'output', schemas)
  return { [operation.streams ? 'text/event-stream' : 'application/json']: { schema } }
}

function problemsOf(operation: Operation, signedIn: boolean): number[] {
  const asksWho = signedIn || operation.method !== 'GET'
  const takesPath = !takesNothing(operation.params)
  const takesMore = !takesNothing(operation.query) || !takesNothing(operation.body)
  return [
    ...(signedIn ? [401] : []),
    ...(asksWho ? [403] : []),
    ...(takesPath ? [404] : []),
    ...(operation.method !== 'GET' ? [409] : []),
    ...(takesMore ? [422] : []),
  ]
}

function parametersOf(
  schema: z.ZodType,
  where: 'path' | 'query',
  schemas: Map<z.ZodType, string>,
): ApiOperation['parameters'] {
  if (takesNothing(schema)) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input', schemas)
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(typeof description === 'string' && { description }),
    // Coerced from text, so as input it could be anything; what it must be is what comes out.
    schema: Object.keys(rest).length > 0 ? rest : { type: 'integer' },
  }))
}

function takesNothing(schema: z.ZodType): boolean {
  return schema === nothing
}

function mayBeLeftOut(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success
}

/** Where a schema is exported from a contract it stands once, under its export's name. */
function nameSchemas(contracts: Contracts): Map<z.ZodType, string> {
  const schemas = new Map<z.ZodType, string>([[problemBody, 'problemBody']])
  for (const exported of Object.values(contracts)) {
    for (const [name, value] of Object.entries(exported)) {
      if (value instanceof z.ZodType && value instanceof z.ZodObject && !schemas.has(value)) schemas.set(value, name)
    }
  }
  return schemas
}

function componentsOf(schemas: Map<z.ZodType, string>): Record<string, JsonSchema> {
  return Object.fromEntries([...schemas].map(([schema, name]) => [name, jsonSchema(schema, 'output', schemas, schema)]))
}

/** A schema in JSON Schema, with references to the named ones inside it. */
function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
  schemas: Map<z.ZodType, string>,
  root?: z.ZodType,
): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // What every integer of JavaScript is limited to says nothing about this one.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      const part = zodSchema as unknown as z.ZodType
      const name = schemas.get(part)
      if (name === undefined || part === root || io === 'input') return
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as JsonSchema)[key]
      Object.assign(jsonSchema, { $ref: `#/components/schemas/${name}` })
    },
  }) as JsonSchema
  return json
}

function isOperation(value: unknown): value is Operation {
  return isPlain(value) && 'method' in value && 'path' in value && 'response' in value
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
