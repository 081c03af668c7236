import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { useField } from '../kit/Form.tsx'
import { SearchSelect } from '../kit/SearchSelect.tsx'
import { chosen, companySearch, departmentSearch } from './searches.ts'

/** Where a department is, or is to be. */
export type Place = { company: Named; parent: Named | null }

/** Where a department is: its company, and the department it is below. With another company the one above goes. */
export function DepartmentFields({
  place,
  department,
}: {
  place?: Place | undefined
  /** Itself and what is below it can never be above it. */
  department?: Named | undefined
}) {
  const { t } = useTranslation()
  const companyId = useField('companyId').value as number | null
  const { set } = useField('parentId')
  const before = useRef(companyId)
  useEffect(() => {
    if (before.current === companyId) return
    before.current = companyId
    set(companyId !== null && companyId === place?.company.id ? (place.parent?.id ?? null) : null)
  }, [companyId, set, place])
  return (
    <>
      <SearchSelect
        name="companyId"
        label={t('organization:company')}
        required
        help={department && t('organization:departments.companyHelp')}
        chosen={place && chosen(place.company)}
        {...companySearch}
      />
      <SearchSelect
        name="parentId"
        label={t('organization:departments.parent')}
        disabled={companyId === null}
        placeholder={t(companyId === null ? 'organization:companyFirst' : 'organization:departments.atTop')}
        chosen={place?.parent && chosen(place.parent)}
        {...departmentSearch(companyId ?? 0, department?.id)}
      />
    </>
  )
}
