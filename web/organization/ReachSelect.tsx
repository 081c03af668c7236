import { Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './AssignmentTable.module.css'
import type { Row } from './draft.ts'

type ReachSelectProps = { row: Row; onChange: (includesBelow: boolean) => void }

/** Whether an assignment of a department leads the departments below it here too. Chosen in the row itself. */
export function ReachSelect({ row: { target, includesBelow, state }, onChange }: ReachSelectProps) {
  const { t } = useTranslation()
  return (
    <Select
      aria-label={t('organization:assign.reachOf', { title: target.name })}
      className={styles.select ?? ''}
      data={[
        { value: 'below', label: t('organization:assign.below') },
        { value: 'only', label: t('organization:assign.only') },
      ]}
      value={includesBelow ? 'below' : 'only'}
      disabled={state === 'removed'}
      allowDeselect={false}
      checkIconPosition="right"
      rightSection={<IconChevronDown size={14} aria-hidden />}
      comboboxProps={{ transitionProps: { duration: 80 }, shadow: 'sm' }}
      onChange={(value) => onChange(value === 'below')}
    />
  )
}
