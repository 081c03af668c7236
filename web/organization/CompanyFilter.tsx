import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { companies } from '../../server/organization/contract.ts'
import { query } from '../kit/query.ts'
import { UrlFilter } from '../kit/UrlFilter.tsx'

/** Shows the departments of one company; nothing to choose where there is only one. */
export function CompanyFilter() {
  const { t } = useTranslation()
  const { data } = useQuery(query(companies.list, { query: { sort: 'name', limit: 200 } }))
  if (!data || data.items.length < 2) return null
  return (
    <UrlFilter
      name="company"
      label={t('organization:company')}
      all={t('organization:allCompanies')}
      choices={data.items.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  )
}
