import { IconCornerDownRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { departments, type UnitListItem } from '../../server/organization/contract.ts'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useUrl } from '../kit/url.ts'
import { placeOf } from './searches.ts'
import styles from './UnitsTab.module.css'

const inUrl = z.object({ sort: departments.list.query.shape.sort, search: z.string().optional() })

/** How a list of departments is drawn: as a tree, or with each one's place below its name. */
export type DepartmentsShown = { isTree: boolean; nameOf: (unit: UnitListItem) => ReactNode }

/**
 * A list of departments as the address has it. While it stands in its own order it is a tree; found by a search or sorted
 * otherwise, each says where it is. `topLevel` is how many stand above the first of it.
 */
export function useDepartments({ isFlat, topLevel = 0 }: { isFlat: boolean; topLevel?: number }): DepartmentsShown {
  const [{ sort = 'place', search }] = useUrl(inUrl)
  const isTree = sort === 'place' && !search && !isFlat
  return {
    isTree,
    nameOf: (unit) =>
      isTree ? (
        <Indented levels={unit.above.length - topLevel}>{unit.name}</Indented>
      ) : (
        <TwoLines first={unit.name} second={placeOf(unit)} />
      ),
  }
}

const pixelsPerLevel = 22

function Indented({ levels, children }: { levels: number; children: ReactNode }) {
  if (levels <= 0) return children
  return (
    <span className={styles.name} style={{ paddingInlineStart: (Math.min(levels, 8) - 1) * pixelsPerLevel + 4 }}>
      <IconCornerDownRight size={14} stroke={1.6} aria-hidden />
      <span>{children}</span>
    </span>
  )
}
