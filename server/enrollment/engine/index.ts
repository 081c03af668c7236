/**
 * The engine: what follows from the facts, and nothing else writes it.
 *
 * - derive: `settle` makes a batch's consequences true before its request is answered; `drainLeftovers`, `planNextJob`
 *   and `applyNextChunk` are what workers do with the rest. Their SQL: due.sql (what is due), drain.sql (making it true).
 * - explain: why somebody is enrolled (explain.sql). `wanted` (wanted.sql) is the same question asked of everyone.
 * - verify: whether what is stored is what the facts give (verify.sql). Repairing is a change like any other: ../verify.ts.
 * - step.sql: the life of one enrollment. audience.ts: how a set of users is named. marks.ts: what a change owes.
 */
export { audience, audienceKind } from './audience.ts'
export { applyNextChunk, drainLeftovers, planNextJob, readOutcome, settle } from './derive.ts'
export { causeKindOf, explain } from './explain.ts'
export { type Difference, type DifferenceKind, differenceKinds, findDifferences } from './verify.ts'
