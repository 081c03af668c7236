import { z } from 'zod'
import { activityRef } from '../../learning/contract.ts'
import { idText, listQuery, moment, named, type Operation, operation, pageOf } from '../../platform/contract.ts'
import { cause } from '../contract.ts'

// Previews: whom an act would touch, before it is done.

export const previewKind = z.enum(['enrolled', 'resumed', 'required-again', 'kept', 'withdrawn', 'already', 'excluded'])
export type PreviewKind = z.infer<typeof previewKind>

/** What leads somewhere, or led there, by name; what would be made by the act has no number yet that lasts. */
export const causeName = cause.pick({ assignmentId: true, kind: true, audience: true, through: true })

const tally = z.object({ people: z.number().int(), enrollments: z.number().int() })

/** What an undo does not take back: a fact, what it is about, and how many people it concerns where it concerns many. */
export const stay = z.object({
  fact: z.string(),
  about: z.array(z.object({ kind: z.string(), id: z.number(), name: z.string() })),
  people: z.number().int(),
})
export type StayNamed = z.infer<typeof stay>

export const preview = z.object({
  previewId: z.number(),
  counts: z.record(previewKind, tally).describe('for each kind how many people, in how many enrollments'),
  people: z.number().int().describe('people for whom something would change'),
  activities: z.number().int().describe('learning activities in which something would change'),
  confirm: z
    .object({ enrolls: z.number().int(), begins: z.number().int(), ends: z.number().int(), isNeeded: z.boolean() })
    .describe('what to send with the act; needed when it is much'),
  stays: z.array(stay).describe('an undo: what it leaves as it is, for it was changed since'),
  startedSince: z.number().int().describe('an undo: enrollments it is about that people have started since'),
  expiresAt: moment.describe('until when its names can be asked for'),
})
export type Preview = z.infer<typeof preview>

/**
 * The preview of an operation: the same path below `/preview`, the same method, parameters and body; for whom the
 * operation is. It answers what the operation would do, and does nothing.
 */
export function previewOf<Op extends Operation>(declared: Op) {
  return operation({
    method: declared.method,
    path: `/preview${declared.path}`,
    summary: `Preview: ${declared.summary}`,
    params: declared.params as Op['params'],
    query: declared.query as Op['query'],
    body: declared.body as Op['body'],
    response: preview,
  })
}

const ofPreview = z.object({ previewId: z.coerce.number().int().min(1) })

export const readPreview = operation({
  method: 'GET',
  path: '/previews/:previewId',
  summary: 'A preview made a while ago',
  params: ofPreview,
  response: preview,
})

export const listPreviewNames = operation({
  method: 'GET',
  path: '/previews/:previewId/names',
  summary: 'Whom an act would touch, and why',
  params: ofPreview,
  query: listQuery(['name']).extend({ kind: previewKind.optional(), activityId: idText.optional() }),
  response: pageOf(
    z.object({
      user: named.extend({ email: z.string(), company: named, department: named.nullable() }),
      activity: activityRef,
      kind: previewKind,
      because: z
        .enum(['excluded', 'by-hand', 'taken-back'])
        .nullable()
        .describe('what ends it, or (taken-back) suspends it again, where that is not what its causes do'),
      causes: z.array(causeName).describe('what leads there; where it ends, what led there'),
    }),
  ),
})
