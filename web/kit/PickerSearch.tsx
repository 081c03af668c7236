import { useMediaQuery } from '@mantine/hooks'
import type { ComponentProps, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField } from './SearchField.tsx'

type PickerSearchProps = Omit<ComponentProps<typeof SearchField>, 'onKeyDown' | 'role' | 'type'> & {
  /** The id of the list below, of what it finds. */
  list: string
  /** What is ticked there, and which the keyboard is on: see usePicking. */
  picking: {
    activeId: (list: string) => string | undefined
    onKey: (event: KeyboardEvent<HTMLElement>, where: { inList: boolean }) => void
  }
  /** Keys that mean something else here; true where one did. */
  onKey?: (event: KeyboardEvent<HTMLInputElement>) => boolean
}

/** The search above what one picks from: while one types, the keyboard moves in the list. */
export function PickerSearch({ list, picking, onKey, ...field }: PickerSearchProps) {
  const { t } = useTranslation()
  // A phone has no room for what is searched, which the title above says.
  const phone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false })
  return (
    <SearchField
      type="text"
      {...(phone && { placeholder: t('kit:search.short') })}
      role="combobox"
      aria-expanded
      aria-controls={list}
      aria-autocomplete="list"
      aria-activedescendant={picking.activeId(list)}
      onKeyDown={(event) => {
        if (!onKey?.(event)) picking.onKey(event, { inList: false })
      }}
      {...field}
    />
  )
}
