import { Menu } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button.tsx'
import type { useColumns } from './columns.ts'
import type { Column } from './Table.tsx'

type ColumnMenuProps<Item> = {
  columns: readonly Column<Item>[]
  choice: Pick<ReturnType<typeof useColumns<Item>>, 'shown' | 'chosen' | 'choose' | 'toggle'>
}

/** Which columns a table shows; kept in this browser. */
export function ColumnMenu<Item>({ columns, choice }: ColumnMenuProps<Item>) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" closeOnItemClick={false} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <IconButton label={t('kit:columns.choose')} icon={<IconColumns3 />} />
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => (
          <Menu.CheckboxItem
            key={column.key}
            checked={choice.shown.includes(column)}
            onChange={() => choice.toggle(column.key)}
          >
            {column.header}
          </Menu.CheckboxItem>
        ))}
        {choice.chosen && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => choice.choose(null)}>{t('kit:columns.atFirst')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
