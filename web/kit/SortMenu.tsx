import { Menu } from '@mantine/core'
import { IconArrowsSort, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button.tsx'
import styles from './SortMenu.module.css'
import type { Column } from './Table.tsx'

type SortMenuProps<Item> = {
  columns: readonly Column<Item>[]
  sort: string | undefined
  onSort: (sort: string) => void
}

/** How cards are sorted: on a phone there are no headers to press. */
export function SortMenu<Item>({ columns, sort, onSort }: SortMenuProps<Item>) {
  const { t } = useTranslation()
  const sortable = columns.filter((column) => column.sortable)
  if (sortable.length === 0) return null
  return (
    <div className={styles.menu}>
      <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <IconButton label={t('kit:table.sortBy')} look="plain" icon={<IconArrowsSort />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.RadioGroup value={sort ?? null} onChange={onSort}>
            {sortable.flatMap(({ key, header }) => [
              <Menu.RadioItem key={key} value={key} checkIcon={<IconCheck aria-hidden />} closeMenuOnClick>
                {t('kit:table.ascending', { header })}
              </Menu.RadioItem>,
              <Menu.RadioItem key={`-${key}`} value={`-${key}`} checkIcon={<IconCheck aria-hidden />} closeMenuOnClick>
                {t('kit:table.descending', { header })}
              </Menu.RadioItem>,
            ])}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
