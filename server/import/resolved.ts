import type { Members } from '../facts.ts'
import type { ChangedUser } from './contract.ts'
import type { Counts, Finding } from './findings.ts'

/** A user as they will be. */
export type UserNow = {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly employee_number: string | null
  readonly status: 'active' | 'inactive'
  readonly company_id: number
  readonly department_id: number | null
  readonly language: string
  readonly added_on: string
}

/** Somebody who is there, and in what they will be other. */
export type Edit = { readonly id: number; readonly patch: Patch }
export type Patch = Partial<Omit<UserNow, 'id'>>

export type Created = {
  readonly user: Omit<UserNow, 'id'>
  readonly audienceIds: readonly number[]
  readonly activityIds: readonly number[]
}

/** What a later row says of somebody who comes in by a row before, whose address this is. */
export type Amended = {
  readonly email: string
  readonly patch: Patch
  readonly audienceIds: readonly number[]
  readonly activityIds: readonly number[]
}

/** A manager who is there, or (`managerText`: number or address) comes in with the file. */
export type Managed = {
  readonly email: string
  readonly managerId: number | null
  readonly managerText: string | null
}

/** What good rows come down to. All of it sets: what is so already stays as it is. */
export type Work = {
  readonly joins?: readonly Members[]
  readonly leaves?: readonly Members[]
  readonly unenrolled?: ReadonlyArray<{ readonly activityId: number; readonly userIds: readonly number[] }>
  readonly completions?: ReadonlyArray<{ readonly userId: number; readonly activityId: number; readonly day: string }>
  readonly created?: readonly Created[]
  readonly amended?: readonly Amended[]
  readonly edited?: readonly Edit[]
  /** Given when everybody is there. */
  readonly managed?: readonly Managed[]
}

/** What becomes of somebody, with the number of what it is about, and of whoever it is about, if they are there already. */
export type Changed = Omit<ChangedUser, 'thing' | 'causes'> & {
  readonly thingId: number | null
  readonly userId: number | null
}

/** Some rows, looked at: what is wrong in them, and what the good ones come down to. */
export type Resolved = {
  /** How many rows these are. */
  readonly size: number
  readonly findings: readonly Finding[]
  readonly counts: Counts
  /** Whom the good rows are about, as far as they are there already. */
  readonly userIds: readonly number[]
  readonly work: Work
  /** What becomes of whom these rows are about, for whoever asks. */
  readonly changed?: () => Changed[]
  /** Found at the end, about rows that were taken for good before. */
  readonly isLate?: true
}
