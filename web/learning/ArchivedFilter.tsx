import { useTranslation } from 'react-i18next'
import { UrlFilter } from '../kit/UrlFilter.tsx'

/** Which are listed: those that are archived, or not, or both. */
export function ArchivedFilter() {
  const { t } = useTranslation()
  return (
    <UrlFilter
      name="archived"
      label={t('organization:archived.filter')}
      all={t('organization:archived.without')}
      choices={(['only', 'with'] as const).map((value) => ({ value, label: t(`organization:archived.${value}`) }))}
    />
  )
}
