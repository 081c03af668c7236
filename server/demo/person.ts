import type { Language } from '../learning/contract.ts'
import type { Day } from './calendar.ts'

export type Person = {
  /** Names them here, whatever else changes: the place they were hired for and a number. */
  key: string
  name: string
  email: string
  employeeNumber: string | null
  role: 'administrator' | 'learner'
  company: string
  /** Company and departments from the top, as in `Marevelt Foods / Production / Bakery Nijmegen`. */
  place: string
  level: 'top' | 'director' | 'manager' | 'leader' | 'staff'
  managerKey: string | null
  functions: string[]
  teams: string[]
  groups: string[]
  language: Language
  addedOn: Day
  leftOn: Day | null
  /** Moves to another department, in order. */
  moves: Move[]
  /** How surely and how quickly they learn, 0 to 1. */
  diligence: number
}

export type Post = Pick<Person, 'place' | 'managerKey' | 'functions' | 'teams'>
export type Move = Post & { on: Day }
