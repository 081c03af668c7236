/**
 * The engine: what follows from the facts, and nothing else writes it. Each question has a file, and its SQL beside it.
 *
 * - **derive** (derive.ts): make it true. `settle` does so before a batch's request is answered; `drainLeftovers`, `planNextJob`
 *   and `applyNextChunk` are what workers do with the rest. wanted.sql says what is required, due.sql what of it is not so
 *   yet, drain.sql writes that.
 * - **preview** (plan.ts, preview.ts): what a change would do, with names and reasons, and how much that is. plan.sql asks
 *   due.sql in the transaction of a rehearsal, and parts.sql says why. The rehearsal itself: ../../preview.ts; the guard:
 *   ../../guard.ts.
 * - **explain** (explain.ts): why somebody is enrolled, by each cause (explain.sql). Why that began or ended is read from the
 *   journal of the batch that an event names: bearing.sql finds the entries, past.sql what was so then.
 * - **undo**: the inverse of a batch's journal is ../../undo.ts; that an enrollment goes back to what it was is in step.sql.
 * - **verify** (verify.ts): whether what is stored is what the facts give (verify.sql). Repairing is a change: ../verify.ts.
 *
 * And what these stand on: audience.ts, how a set of users is named · profiles.sql, which audiences somebody is in · rules.sql,
 * which rules they match, and where to look for those · leads.sql, what leads where · step.sql, the life of one enrollment ·
 * scope.sql, whom a fact concerns beside the one it is about · calendar.sql, whom a new day concerns · marks.ts, what a change
 * owes · running.ts, how far that is · required.sql, wanted.sql once more, for many people and one activity.
 *
 * Functions call those of files above theirs in db/sources.txt, which is an order to read them in.
 */
export { audience, audienceKind, objectOfAudience } from './audience.ts'
export { applyNextChunk, drainLeftovers, planNextJob, readOutcome, settle } from './derive.ts'
export { causeKindOf, causeKinds, type Explained, explain } from './explain.ts'
export { findRunning } from './running.ts'
export { type Difference, type DifferenceKind, differenceKinds, findDifferences } from './verify.ts'
