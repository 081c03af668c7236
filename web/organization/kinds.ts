import { IconBuildingSkyscraper } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { companies, type UnitKind } from '../../server/organization/contract.ts'

/** The kinds of units that have screens, in the order of the tabs. A kind is added by naming it here. */
export const kinds = {
  companies: { operations: companies, icon: IconBuildingSkyscraper },
} satisfies Partial<Record<UnitKind, unknown>>

export type Kind = keyof typeof kinds

export const kindsInOrder = Object.keys(kinds) as Kind[]

/** The kind that the address names, `/organise/companies`; undefined when it names none. */
export function useKind(): Kind | undefined {
  const { kind } = useParams({ strict: false }) as { kind?: string }
  return kindsInOrder.find((one) => one === kind)
}
