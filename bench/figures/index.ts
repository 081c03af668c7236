import type { Topic } from '../figure.ts'
import { activities } from './activities.ts'
import { busyMove } from './busyMove.ts'
import { explained } from './explain.ts'
import { histories } from './histories.ts'
import { imports } from './imports.ts'
import { link } from './link.ts'
import { lists } from './lists.ts'
import { manyRules, move } from './move.ts'
import { newcomers } from './newcomers.ts'
import { previews } from './preview.ts'
import { rules } from './rules.ts'
import { screens } from './screens.ts'
import { storage } from './storage.ts'
import { verify } from './verify.ts'

/** In the order measured: what only reads before what leaves dead rows behind. */
export const topics: readonly Topic[] = [
  storage,
  verify,
  explained,
  lists,
  activities,
  rules,
  previews,
  screens,
  move,
  manyRules,
  histories,
  newcomers,
  link,
  imports,
  busyMove,
]
