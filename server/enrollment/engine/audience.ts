/**
 * The kinds of audience. An audience id is `kind << 27 | id`, one int4, the same as `audience(kind, id)` in audiences.sql.
 * *everyone* has id 0; with the id of a user it is exactly that user. Lists (12 to 15) are what somebody enrolled by hand
 * or by import, and the direct holders of a qualification.
 */
export const audienceKind = {
  everyone: 0,
  company: 1,
  department: 2,
  departmentBelow: 3,
  team: 4,
  function: 5,
  group: 6,
  language: 7,
  managers: 8,
  reports: 9,
  allReports: 10,
  rule: 11,
  byHand: 12,
  byManager: 13,
  import: 14,
  holders: 15,
} as const
export type AudienceKind = keyof typeof audienceKind

const largestId = 2 ** 27 - 1

/** The id of an audience. Throws on an object id that does not fit 27 bits. */
export function audience(kind: AudienceKind, id: number): number {
  if (!Number.isInteger(id) || id < 0 || id > largestId) throw new RangeError(`no audience has the object id ${id}`)
  return (audienceKind[kind] << 27) | id
}

export function kindOfAudience(audienceId: number): AudienceKind {
  const kind = kindsInOrder[audienceId >> 27]
  if (!kind) throw new RangeError(`no kind of audience has the number ${audienceId >> 27}`)
  return kind
}

export function objectOfAudience(audienceId: number): number {
  return audienceId & largestId
}

/** Lists in one activity, whose joining and leaving touches that activity alone. */
export function isActivityList(audienceId: number): boolean {
  const kind = audienceId >> 27
  return kind >= audienceKind.byHand && kind <= audienceKind.import
}

const kindsInOrder = Object.entries(audienceKind)
  .sort(([, a], [, b]) => a - b)
  .map(([kind]) => kind as AudienceKind)
