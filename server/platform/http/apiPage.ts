import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type ApiDocument, type ApiOperation, type Contracts, describeApi, type JsonSchema } from './openapi.ts'
import { allowPage } from './safety.ts'
import { escaped, shapeInHtml } from './shapes.ts'

const style = readFileSync(join(import.meta.dirname, 'apiPage.css'))

/** Describes the API: for programs at /api/openapi.json, for people at /api. Made once, when first asked for. */
export function publishApi(http: FastifyInstance, contracts: Contracts): void {
  let document: ApiDocument | undefined
  const describe = () => {
    document ??= describeApi({ operations: http.operations, contracts, version: '0.1.0' })
    return document
  }
  http.get('/api/openapi.json', async (_, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(JSON.stringify(describe())),
  )
  http.get('/api', async (_, reply) => {
    allowPage(reply)
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(pageOf(describe()))
  })
  http.get('/api/page.css', async (_, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(style),
  )
}

type Entry = { method: string; path: string; operation: ApiOperation }

function pageOf(document: ApiDocument): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  const rooms = document.tags.map(({ name }) => ({
    name,
    entries: entries.filter(({ operation }) => operation.tags.includes(name)),
  }))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster API</title>
<link rel="stylesheet" href="/api/page.css">
</head>
<body>
<header>
<h1>Muster API</h1>
<p>${codeIn(document.info.description)}</p>
<p>The same for programs, in OpenAPI ${document.openapi}: <a href="/api/openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Rooms">${rooms.map(({ name }) => `<a href="#${name}">${escaped(name)}</a>`).join('')}<a href="#shapes">shapes</a></nav>
<main>
${rooms.map(roomSection).join('\n')}
${shapesSection(document)}
</main>
</body>
</html>`
}

function roomSection(room: { name: string; entries: Entry[] }): string {
  return `<section aria-labelledby="${room.name}">
<h2 id="${room.name}">${escaped(room.name)}</h2>
${room.entries.map(entryArticle).join('\n')}
</section>`
}

function entryArticle({ method, path, operation }: Entry): string {
  const parameters = operation.parameters.filter(({ in: where }) => where !== 'header')
  const body = operation.requestBody?.content['application/json']?.schema
  return `<details id="${escaped(operation.operationId)}">
<summary><span class="method">${method}</span> <code>/api${escaped(path)}</code> <span class="what">${escaped(operation.summary)}</span></summary>
<p>${escaped(operation.description)}</p>
${parameters.length > 0 ? parameterTable(parameters) : ''}
${body ? `<h3>Body</h3>\n<pre>${shapeInHtml(body)}</pre>` : ''}
<h3>${isStream(operation) ? 'Server-sent events, each of this' : 'Answer'}</h3>
<pre>${shapeInHtml(answerOf(operation))}</pre>
</details>`
}

type Parameter = ApiOperation['parameters'][number]

function parameterTable(parameters: Parameter[]): string {
  return `<table>
<thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">What</th></tr></thead>
<tbody>
${parameters.map(parameterRow).join('\n')}
</tbody>
</table>`
}

function parameterRow({ name, in: where, required, description, schema }: Parameter): string {
  return `<tr><th scope="row"><code>${escaped(name)}</code>${required ? '' : ' <i>optional</i>'}</th>
<td>${where}</td><td><code>${shapeInHtml(schema)}</code>${description ? ` <i>${escaped(description)}</i>` : ''}</td></tr>`
}

type Contents = { content: Record<string, { schema: JsonSchema }> }

function answerOf(operation: ApiOperation): JsonSchema {
  const { content } = operation.responses['200'] as Contents
  return Object.values(content)[0]?.schema ?? {}
}

function isStream(operation: ApiOperation): boolean {
  return 'text/event-stream' in (operation.responses['200'] as Contents).content
}

function shapesSection(document: ApiDocument): string {
  const shapes = Object.entries(document.components.schemas).map(
    ([name, schema]) => `<h3 id="shape-${escaped(name)}">${escaped(name)}</h3>\n<pre>${shapeInHtml(schema)}</pre>`,
  )
  return `<section aria-labelledby="shapes">\n<h2 id="shapes">shapes</h2>\n${shapes.join('\n')}\n</section>`
}

/** Back-quoted words become code, starred ones emphasis. */
function codeIn(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
}
