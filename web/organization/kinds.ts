import {
  IconBriefcase,
  IconBuildingSkyscraper,
  IconCategory,
  IconHierarchy2,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { companies, departments, functions, groups, teams, type UnitKind } from '../../server/organization/contract.ts'

/** The kinds of units, in the order of the tabs: what one can ask about them, and how they are drawn. */
export const kinds = {
  companies: { operations: companies, icon: IconBuildingSkyscraper },
  departments: { operations: departments, icon: IconHierarchy2 },
  teams: { operations: teams, icon: IconUsersGroup },
  functions: { operations: functions, icon: IconBriefcase },
  groups: { operations: groups, icon: IconCategory },
} satisfies Record<UnitKind, unknown>

export type Kind = UnitKind

export const kindsInOrder = Object.keys(kinds) as Kind[]

/** The kind that the address names, `/organise/companies`; undefined when it names none. */
export function useKind(): Kind | undefined {
  const { kind } = useParams({ strict: false }) as { kind?: string }
  return kindsInOrder.find((one) => one === kind)
}
