import type { DemoActivity } from './activity.ts'
import { care } from './care.ts'
import { everyone } from './everyone.ts'
import { food } from './food.ts'
import { logistics } from './logistics.ts'
import { safety } from './safety.ts'
import { technical } from './technical.ts'

export type { DemoActivity } from './activity.ts'

export const activities: readonly DemoActivity[] = [
  ...everyone,
  ...safety,
  ...logistics,
  ...food,
  ...care,
  ...technical,
]
