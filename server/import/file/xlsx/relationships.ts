import type { Budget } from '../budget.ts'
import { readSmall } from '../xml/document.ts'
import { nameOf } from '../xml/scanner.ts'
import type { Part, Parts } from '../zip.ts'

/** What a part refers to, by the identifier of the reference. `type` is the last word of the type's address. */
export type Relationships = ReadonlyMap<string, { readonly type: string; readonly target: string }>

const relationship = nameOf('Relationship')
const id = nameOf('Id')
const type = nameOf('Type')
const target = nameOf('Target')
const mode = nameOf('TargetMode')

/** What the part of this name refers to inside of the file; '' is the file itself. */
export async function relationshipsOf(parts: Parts, name: string, budget: Budget): Promise<Relationships> {
  const found = new Map<string, { type: string; target: string }>()
  const slash = name.lastIndexOf('/') + 1
  const part = parts.get(`${name.slice(0, slash)}_rels/${name.slice(slash)}.rels`.toLowerCase())
  if (!part) return found
  await readSmall(part, budget, {
    open(scanner) {
      if (scanner.depth !== 2 || scanner.name !== relationship || scanner.value(mode) === 'External') return
      const given = scanner.value(type) ?? ''
      found.set(scanner.value(id) ?? '', {
        type: given.slice(given.lastIndexOf('/') + 1),
        target: pathFrom(name.slice(0, slash), scanner.value(target) ?? ''),
      })
    },
    close() {},
    text() {},
  })
  return found
}

/** The first part that is referred to with a type. */
export function partOfType(parts: Parts, relationships: Relationships, wanted: string): Part | undefined {
  for (const { type: given, target: path } of relationships.values()) {
    if (given === wanted && parts.has(path)) return parts.get(path)
  }
  return undefined
}

/** Where a reference leads, as the key of a part. It may be absolute, and lead upwards. */
function pathFrom(folder: string, reference: string): string {
  const path = decoded(reference.replaceAll('\\', '/'))
  const steps: string[] = []
  for (const step of (path.startsWith('/') ? path : folder + path).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/').toLowerCase()
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference)
  } catch {
    return reference
  }
}
