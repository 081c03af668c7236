import { Combobox, Menu, Popover, useCombobox } from '@mantine/core'
import { IconCheck, IconFilter, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { DayInput } from './DayInput.tsx'
import styles from './Filters.module.css'
import { type Filter, namesOf, type Searched, useFilters } from './filters.ts'
import { useFormat } from './format.ts'
import { isFound, useSettled } from './useSettled.ts'

/**
 * What a list is narrowed to, as chips that can be changed and taken away; the rest is behind *Filter*. All of it is in the
 * address.
 *
 *     const filters: Filter[] = [{ name: 'status', label: t('user:status'), kind: 'one', choices: statuses }]
 *     <List filters={<Filters of={filters} />} source={{ operation: listUsers, query: useFilters(filters).query }} … />
 */
export function Filters({ of }: { of: readonly Filter[] }) {
  const { t } = useTranslation()
  const { query, set } = useFilters(of)
  const [adding, setAdding] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)
  const chosen = of.filter((filter) => filter.name === adding || namesOf(filter).some((name) => query[name]))
  const others = of.filter((filter) => !chosen.includes(filter))
  const clear = (filters: readonly Filter[]) => {
    setAdding(undefined)
    void set(Object.fromEntries(filters.flatMap(namesOf).map((name) => [name, undefined])))
  }
  return (
    <>
      {chosen.map((filter) => (
        <Chip
          key={filter.name}
          filter={filter}
          query={query}
          isNew={filter.name === adding}
          set={(values) => void set(values)}
          clear={() => clear([filter])}
          closed={() => {
            setAdding(undefined)
            setTimeout(() => {
              if (document.activeElement === document.body) button.current?.focus()
            })
          }}
        />
      ))}
      {others.length > 0 && (
        <Menu position="bottom-start" transitionProps={{ duration: 80 }}>
          <Menu.Target>
            <Button ref={button} look="quiet" icon={<IconFilter />}>
              {t('kit:filter.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ name, label }) => (
              <Menu.Item key={name} onClick={() => setAdding(name)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {chosen.length > 1 && (
        <Button look="quiet" onClick={() => clear(chosen)}>
          {t('kit:filter.clear')}
        </Button>
      )}
    </>
  )
}

type ChipProps = {
  filter: Filter
  query: Record<string, string>
  isNew: boolean
  set: (values: Record<string, string | undefined>) => void
  clear: () => void
  closed: () => void
}

function Chip(props: ChipProps) {
  const { filter } = props
  if (filter.kind === 'days') return <DaysChip {...props} filter={filter} />
  if (filter.kind === 'found') return <FoundChip {...props} filter={filter} />
  return <ChoiceChip {...props} filter={filter} />
}

function Frame({ label, clear, children }: { label: string; clear: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <span className={styles.chip}>
      {children}
      <button type="button" className={styles.clear} aria-label={t('kit:filter.remove', { label })} onClick={clear}>
        <IconX size={13} aria-hidden />
      </button>
    </span>
  )
}

type Of<Kind> = Extract<Filter, { kind: Kind }>

function ChoiceChip({ filter, query, set, ...props }: Omit<ChipProps, 'filter'> & { filter: Of<'one' | 'some'> }) {
  const { name, choices, kind } = filter
  const values = query[name]?.split(',') ?? []
  const named = choices.filter(({ value }) => values.includes(value)).map(({ label }) => label)
  return (
    <Listed
      {...props}
      filter={filter}
      named={named}
      options={choices.map(({ value, label }) => ({ value, title: label }))}
      ticked={values}
      closes={kind === 'one'}
      toggle={(value) => set({ [name]: kind === 'one' ? value : toggled(values, value) })}
    />
  )
}

function FoundChip({ filter, query, set, ...props }: Omit<ChipProps, 'filter'> & { filter: Of<'found'> }) {
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const values = query[filter.name]?.split(',') ?? []
  const named = useNames(filter, values)
  const settled = useSettled(typed.trim(), 140)
  const results = useQuery({
    queryKey: ['search-select', ...filter.searchKey, settled],
    queryFn: ({ signal }) => filter.search(settled, signal),
    placeholderData: keepPreviousData,
    enabled: open,
  })
  return (
    <Listed
      {...props}
      filter={filter}
      named={named}
      options={results.data?.items.map(({ id, title, detail }) => ({ value: String(id), title, detail }))}
      ticked={values}
      search={{ typed, setTyped, opened: setOpen, isCurrent: isFound(results, settled, typed) }}
      toggle={(value) => set({ [filter.name]: toggled(values, value) })}
    />
  )
}

/** Names are kept as long as the page is open; what cannot be read is shown by its number. */
function useNames({ searchKey, nameOf }: Searched, values: readonly string[]): string[] {
  const found = useQueries({
    queries: values.map((value) => ({
      queryKey: ['filter-name', ...searchKey, value],
      queryFn: () => nameOf(Number(value)),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  })
  return values.map((value, place) => found[place]?.data ?? (found[place]?.isError ? value : '…'))
}

function toggled(values: readonly string[], value: string): string | undefined {
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return next.length > 0 ? next.join(',') : undefined
}

type ListedProps = Omit<ChipProps, 'filter' | 'query' | 'set'> & {
  filter: Filter
  named: readonly string[]
  options: ReadonlyArray<{ value: string; title: string; detail?: string | undefined }> | undefined
  ticked: readonly string[]
  closes?: boolean
  search?: {
    typed: string
    setTyped: (typed: string) => void
    opened: (open: boolean) => void
    /** The options were found for what is typed now. */
    isCurrent: boolean
  }
  toggle: (value: string) => void
}

/** A chip whose values are ticked in a list below it. */
function Listed({ filter, named, options, ticked, closes, search, toggle, isNew, clear, closed }: ListedProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const box = useCombobox({
    onDropdownOpen: () => {
      search?.opened(true)
      if (search) box.focusSearchInput()
    },
    onDropdownClose: () => {
      const wasIn = field.current === document.activeElement
      // Whoever closes it with a click elsewhere is there by then.
      setTimeout(() => {
        const isLost = document.activeElement === document.body || document.activeElement === field.current
        if (wasIn && isLost) box.focusTarget()
      })
      search?.setTyped('')
      search?.opened(false)
      box.resetSelectedOption()
      closed()
    },
  })
  useOpened(isNew, () => box.openDropdown())
  return (
    <Frame label={filter.label} clear={clear}>
      <Combobox
        store={box}
        width={260}
        position="bottom-start"
        transitionProps={{ duration: 80 }}
        onOptionSubmit={(value) => {
          toggle(value)
          if (closes) box.closeDropdown()
        }}
      >
        <Combobox.Target targetType="button" withAriaAttributes={false}>
          <ChipButton label={filter.label} value={shortened(named, t)} onClick={() => box.toggleDropdown()} />
        </Combobox.Target>
        <Combobox.Dropdown>
          {search && (
            <Combobox.Search
              ref={field}
              value={search.typed}
              onChange={(event) => search.setTyped(event.currentTarget.value)}
              placeholder={t('kit:field.search')}
              aria-label={t('kit:filter.search', { label: filter.label })}
            />
          )}
          <Combobox.Options
            aria-label={filter.label}
            aria-busy={search?.isCurrent === false}
            mah={280}
            className={styles.options ?? ''}
          >
            {options?.map(({ value, title, detail }) => (
              <Combobox.Option key={value} value={value} aria-selected={ticked.includes(value)}>
                <span className={styles.option}>
                  <span className={styles.tick} aria-hidden>
                    {ticked.includes(value) && <IconCheck size={14} stroke={2.2} />}
                  </span>
                  <span>{title}</span>
                  {detail && <span className={styles.detail}>{detail}</span>}
                </span>
              </Combobox.Option>
            ))}
            {options?.length === 0 && <Combobox.Empty>{t('kit:search.nothing')}</Combobox.Empty>}
            {!options && <Combobox.Empty>{t('kit:loading')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </Frame>
  )
}

type ButtonProps = React.ComponentProps<'button'> & { label: string; value: string }

function ChipButton({ label, value, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={styles.value}>
      <span className={styles.label}>{label}</span> {value}
    </button>
  )
}

/** "Rakema, Rakema Logistics" or "Rakema and 4 more". */
function shortened(named: readonly string[], t: TFunction): string {
  const [first = '', second] = named
  if (named.length <= 2) return second === undefined ? first : `${first}, ${second}`
  return t('kit:filter.more', { first, count: named.length - 1 })
}

function DaysChip({ filter, query, isNew, set, clear, closed }: Omit<ChipProps, 'filter'> & { filter: Of<'days'> }) {
  const { t } = useTranslation()
  const { day } = useFormat()
  const [open, setOpen] = useState(isNew)
  const [from, until] = [query[filter.from], query[filter.until]]
  const words =
    from && until
      ? `${day(from)} – ${day(until)}`
      : from
        ? t('kit:filter.from', { day: day(from) })
        : until
          ? t('kit:filter.until', { day: day(until) })
          : ''
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) closed()
  }
  return (
    <Frame label={filter.label} clear={clear}>
      <Popover opened={open} onChange={change} position="bottom-start" trapFocus transitionProps={{ duration: 80 }}>
        <Popover.Target>
          <ChipButton label={filter.label} value={words} onClick={() => change(!open)} />
        </Popover.Target>
        <Popover.Dropdown>
          <div className={styles.days}>
            <Day label={t('kit:filter.first')} value={from} set={(value) => set({ [filter.from]: value })} />
            <Day label={t('kit:filter.last')} value={until} set={(value) => set({ [filter.until]: value })} />
          </div>
        </Popover.Dropdown>
      </Popover>
    </Frame>
  )
}

function Day({ label, value, set }: { label: string; value: string | undefined; set: (day?: string) => void }) {
  return <DayInput label={label} value={value ?? ''} onChange={(given) => set(given || undefined)} />
}

function useOpened(isNew: boolean, open: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears.
  useEffect(() => {
    if (isNew) open()
  }, [isNew])
}
