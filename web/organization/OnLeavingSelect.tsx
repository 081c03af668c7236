import { Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { OnLeaving } from '../../server/learning/contract.ts'
import { useOnLeavingChoices } from '../learning/onLeaving.ts'
import styles from './AssignmentTable.module.css'
import type { Row } from './draft.ts'

type OnLeavingSelectProps = { row: Row; onChange: (onLeaving: OnLeaving | null) => void }

/** What happens to those whom this assignment enrolled, when it no longer leads them here. Chosen in the row itself. */
export function OnLeavingSelect({ row: { target, onLeaving, state }, onChange }: OnLeavingSelectProps) {
  const { t } = useTranslation()
  const choices = useOnLeavingChoices('leavingShort')
  return (
    <Select
      aria-label={t('organization:assign.onLeavingOf', { title: target.name })}
      className={styles.select ?? ''}
      data={[{ value: '', label: t('learning:leavingShort.activity') }, ...choices]}
      value={onLeaving ?? ''}
      disabled={state === 'removed'}
      allowDeselect={false}
      checkIconPosition="right"
      rightSection={<IconChevronDown size={14} aria-hidden />}
      comboboxProps={{ transitionProps: { duration: 80 }, shadow: 'sm' }}
      onChange={(value) => onChange(value ? (value as OnLeaving) : null)}
    />
  )
}
