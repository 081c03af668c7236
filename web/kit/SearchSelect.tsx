import { Combobox, type ComboboxStore, PillsInput, TextInput, useCombobox } from '@mantine/core'
import { IconChevronDown, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useField } from './Form.tsx'
import styles from './SearchSelect.module.css'
import { useOwed } from './useOwed.ts'
import { isFound, useSettled } from './useSettled.ts'

export type Found = { id: number; title: string; detail?: string | undefined }

type SearchProps = {
  name: string
  label: string
  help?: ReactNode
  required?: boolean
  disabled?: boolean
  placeholder?: string
  /** Distinguishes what is searched: `['/departments', companyId]`. */
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<{ items: Found[]; total: number }>
}

/**
 * One of many, found by typing. The form holds its id, or null; `chosen` names the one held at first.
 *
 *     <SearchSelect name="companyId" label={t('user:company')} required chosen={user.company && { id: user.company.id, title: user.company.name }}
 *       searchKey={['/companies']}
 *       search={async (search, signal) => found(await call(companies.list, { query: { search } }, signal))} />
 */
export function SearchSelect({
  name,
  label,
  help,
  required = false,
  disabled = false,
  placeholder,
  searchKey,
  search,
  chosen,
  autoFocus = false,
}: SearchProps & {
  chosen?: Found | null | undefined
  /** It has the focus when its sheet opens. */
  autoFocus?: boolean
}) {
  const { value, error, set } = useField(name)
  const { t } = useTranslation()
  const [named, setNamed] = useState<Found | null>(chosen ?? null)
  const [typed, setTyped] = useState<string>()
  const box = useCombobox({ onDropdownClose: () => setTyped(undefined) })
  const results = useFound(searchKey, typed ?? '', search, box.dropdownOpened)
  const field = useRef<HTMLInputElement>(null)
  const title = [named, chosen].find((one) => one && one.id === value)?.title ?? ''

  const choose = (item: Found | null) => {
    setNamed(item)
    set(item?.id ?? null)
    box.closeDropdown()
  }
  const close = () => box.closeDropdown()
  const enter = useEnter({ box, field, term: typed ?? '', results, choose, leave: close })

  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => choose(results.data?.items.find((item) => item.id === Number(id)) ?? null)}
      transitionProps={{ duration: 80 }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={field}
          label={label}
          description={help}
          name={name}
          error={error}
          disabled={disabled}
          placeholder={placeholder ?? t('kit:field.search')}
          withAsterisk={required}
          aria-required={required}
          autoComplete="off"
          data-autofocus={autoFocus || undefined}
          role="combobox"
          aria-autocomplete="list"
          value={typed ?? title}
          rightSectionPointerEvents="all"
          rightSection={
            value !== null && value !== undefined && !required && !disabled ? (
              <button
                type="button"
                className={styles.clear}
                aria-label={t('kit:field.clear', { label })}
                onClick={() => {
                  choose(null)
                  field.current?.focus()
                }}
              >
                <IconX size={14} aria-hidden />
              </button>
            ) : (
              <IconChevronDown size={15} aria-hidden />
            )
          }
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            box.openDropdown()
          }}
          onClick={() => box.openDropdown()}
          onKeyDown={enter.onKey}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={enter.onBlur}
        />
      </Combobox.Target>
      <Options results={results} label={label} />
    </Combobox>
  )
}

/**
 * Several of many. The form holds their ids; `chosen` names those held at first.
 *
 *     <MultiSearchSelect name="teamIds" label={t('user:teams')} chosen={user.teams.map(…)} searchKey={['/teams']} search={…} />
 */
export function MultiSearchSelect({
  name,
  label,
  help,
  required = false,
  placeholder,
  searchKey,
  search,
  chosen = [],
}: SearchProps & { chosen?: readonly Found[] }) {
  const { value, error, set } = useField(name)
  const { t } = useTranslation()
  const ids = (value as number[] | null) ?? []
  const [named, setNamed] = useState<readonly Found[]>([])
  const [typed, setTyped] = useState('')
  const box = useCombobox()
  const results = useFound(searchKey, typed, search, box.dropdownOpened)
  const nameOf = (id: number) => [...named, ...chosen].find((one) => one.id === id)?.title ?? String(id)

  const toggle = (item: Found) => {
    setNamed((before) => [...before, item])
    set(ids.includes(item.id) ? ids.filter((id) => id !== item.id) : [...ids, item.id])
    setTyped('')
  }
  const field = useRef<HTMLInputElement>(null)
  const leave = () => {
    // What was typed and not chosen is not in the form, and does not look as if it were.
    setTyped('')
    box.closeDropdown()
  }
  const enter = useEnter({ box, field, term: typed, results, choose: toggle, leave })
  const onKey = (event: KeyboardEvent) => {
    enter.onKey(event)
    if (event.key === 'Backspace' && typed === '' && ids.length > 0) set(ids.slice(0, -1))
  }

  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        const item = results.data?.items.find((one) => one.id === Number(id))
        if (item) toggle(item)
      }}
      transitionProps={{ duration: 80 }}
    >
      <Combobox.DropdownTarget>
        <PillsInput
          label={label}
          description={help}
          error={error}
          withAsterisk={required}
          onClick={() => box.openDropdown()}
        >
          <div className={styles.pills}>
            {ids.map((id) => (
              <span key={id} className={styles.pill}>
                {nameOf(id)}
                <button
                  type="button"
                  aria-label={t('kit:picker.remove', { title: nameOf(id) })}
                  onClick={() => set(ids.filter((one) => one !== id))}
                >
                  <IconX size={12} aria-hidden />
                </button>
              </span>
            ))}
            <Combobox.EventsTarget withExpandedAttribute>
              <PillsInput.Field
                ref={field}
                role="combobox"
                aria-autocomplete="list"
                value={typed}
                placeholder={ids.length === 0 ? (placeholder ?? t('kit:field.search')) : undefined}
                onFocus={() => box.openDropdown()}
                onBlur={enter.onBlur}
                onKeyDown={onKey}
                onChange={(event) => {
                  setTyped(event.currentTarget.value)
                  box.openDropdown()
                }}
              />
            </Combobox.EventsTarget>
          </div>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Options results={results} label={label} ticked={ids} />
    </Combobox>
  )
}

type Results = ReturnType<typeof useFound>

function useFound(key: readonly unknown[], term: string, search: SearchProps['search'], open: boolean) {
  const settled = useSettled(term.trim(), 160)
  const results = useQuery({
    queryKey: ['search-select', ...key, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: keepPreviousData,
    enabled: open,
  })
  return { ...results, isCurrent: isFound(results, settled, term) }
}

type Enter = {
  box: ComboboxStore
  field: RefObject<HTMLInputElement | null>
  term: string
  results: Results
  choose: (item: Found) => void
  /** What is typed and not chosen is left. */
  leave: () => void
}

/**
 * Enter chooses the option that the arrows led to, which the combobox does, or the only one that was found. What is typed and
 * not chosen is never left behind by submitting the form. Whoever goes on while it is still being searched gets what is found.
 */
function useEnter({ box, field, term, results, choose, leave }: Enter) {
  const { data, isCurrent, isError } = results
  const items = data?.items
  // biome-ignore lint/correctness/useExhaustiveDependencies: the arrows begin anew in what is searched or found anew.
  useEffect(() => box.resetSelectedOption(), [items, term])
  const chooseOnly = () => {
    if (isCurrent && items?.length === 1 && items[0]) choose(items[0])
  }
  const enter = useOwed(term, isCurrent || isError, () => {
    chooseOnly()
    if (document.activeElement !== field.current) leave()
  })
  return {
    onKey: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
      if (term.trim() === '' || box.getSelectedOptionIndex() !== -1) return
      event.preventDefault()
      if (isCurrent) chooseOnly()
      else enter.owe()
    },
    onBlur: () => {
      if (!enter.isOwed) leave()
    },
  }
}

function Options({
  results: { data, isError, isCurrent },
  label,
  ticked = [],
}: {
  results: Results
  label: string
  ticked?: readonly number[]
}) {
  const { t } = useTranslation()
  return (
    <Combobox.Dropdown>
      <Combobox.Options
        aria-label={label}
        aria-busy={!isCurrent && !isError}
        mah={264}
        className={styles.options ?? ''}
      >
        {data?.items.map((item) => (
          <Combobox.Option
            key={item.id}
            value={String(item.id)}
            active={ticked.includes(item.id)}
            aria-selected={ticked.includes(item.id)}
          >
            <span className={styles.option} data-ticked={ticked.includes(item.id) || undefined}>
              {item.title}
              {item.detail && <span>{item.detail}</span>}
            </span>
          </Combobox.Option>
        ))}
        {data?.items.length === 0 && <Combobox.Empty>{t('kit:search.nothing')}</Combobox.Empty>}
        {!data && <Combobox.Empty>{isError ? t('kit:error.title') : t('kit:loading')}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox.Dropdown>
  )
}
