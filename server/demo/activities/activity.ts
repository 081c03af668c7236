import type { ActivityType, OnLeaving } from '../../learning/contract.ts'

/** Title and description. */
type Text = readonly [title: string, description: string]

/** A learning activity of the demo academy, in Dutch and English and sometimes in German and French. */
export type DemoActivity = {
  /** Names it here and in its link. */
  slug: string
  type: ActivityType
  validMonths?: number
  onLeaving?: OnLeaving
  en: Text
  nl: Text
  de?: Text
  fr?: Text
}
