import { Menu } from '@mantine/core'
import { IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { exportOf, type Operation } from '../../server/platform/contract.ts'
import { addressOf } from './api.ts'
import { Button, IconButton } from './Button.tsx'
import type { ListOperation, ListSource } from './list.ts'

type ExportMenuProps = {
  source: Pick<ListSource<ListOperation>, 'params'> & { operation: Operation }
  /** What the list asks: search, filters and sort. */
  asked?: Record<string, string | undefined>
  /** Which columns, in which order; all when left out. */
  columns?: readonly string[] | undefined
  /** In words, where there is room for them. */
  words?: string
}

/** The whole list as a file, as it is searched, filtered and sorted now. The browser fetches it by itself. */
export function ExportMenu({ source, asked, columns, words }: ExportMenuProps) {
  const { t } = useTranslation()
  const to = (format: 'xlsx' | 'csv') =>
    addressOf(exportOf(source.operation), {
      ...(source.params && { params: source.params }),
      query: { ...asked, format, columns: columns?.join() },
    })
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        {words === undefined ? (
          <IconButton label={t('kit:export.name')} icon={<IconDownload />} />
        ) : (
          <Button look="quiet" icon={<IconDownload />}>
            {words}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={to('xlsx')} download leftSection={<IconFileSpreadsheet />}>
          {t('kit:export.xlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={to('csv')} download leftSection={<IconFileTypeCsv />}>
          {t('kit:export.csv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
