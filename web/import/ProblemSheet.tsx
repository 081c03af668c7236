// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved through with the arrows is a grid.
import { IconEyeOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  fixCells,
  type ImportColumn,
  type ImportView,
  listProblemRows,
  type ProblemGroup,
  skipRows,
} from '../../server/import/contract.ts'
import { call } from '../kit/api.ts'
import { Button, IconButton } from '../kit/Button.tsx'
import { lastFocused } from '../kit/focusKept.ts'
import { useFormat } from '../kit/format.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import styles from './ProblemSheet.module.css'
import {
  columnsShown,
  isPlace,
  keyOf,
  type Place,
  type ProblemRow,
  placeAfter,
  problemPlaces,
  problemsAt,
  textAt,
} from './problemRows.ts'
import { useTelling } from './telling.ts'
import { problemSentence } from './words.ts'

const perPage = 50

/** The rows with these problems, as the file has them: its row numbers, its column letters, its cells to write in. */
export function ProblemSheet({ view, group }: { view: ImportView; group: ProblemGroup }) {
  const { kind, column } = group
  const rows = useInfiniteQuery({
    queryKey: [listProblemRows.path, view.id, kind, column],
    queryFn: ({ pageParam, signal }) =>
      call(
        listProblemRows,
        {
          params: { importId: view.id },
          query: { kind, column: column ?? undefined, afterRow: pageParam, limit: perPage },
        },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: ({ items, more }) => (more ? items.at(-1)?.row : undefined),
    // While it is being checked, what was wrong before is shown and not asked for.
    enabled: view.state === 'open',
    staleTime: 0,
  })
  const items = useMemo(() => rows.data?.pages.flatMap((page) => page.items), [rows.data])
  if (rows.error && !items) return <ErrorState fault={rows.error} retry={() => void rows.refetch()} />
  if (!items) return <Skeleton rows={4} />
  if (items.length === 0) return null
  return (
    <Sheet
      view={view}
      group={group}
      rows={items}
      readAt={rows.dataUpdatedAt}
      more={rows.hasNextPage ? { busy: rows.isFetchingNextPage, run: () => void rows.fetchNextPage() } : undefined}
    />
  )
}

type SheetProps = {
  view: ImportView
  group: ProblemGroup
  rows: readonly ProblemRow[]
  readAt: number
  more: { busy: boolean; run: () => void } | undefined
}

function Sheet({ view, group, rows, readAt, more }: SheetProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const columns = useMemo(() => columnsShown(view.columns, rows), [view.columns, rows])
  const hidden = view.columns.length - columns.length
  const editing = useEditing({ view, rows, columns, readAt })
  const { active } = editing
  const said = useId()
  const activeRow = rows.find(({ row }) => row === active?.row)
  const first = columns[0]?.column
  return (
    <div className={styles.sheet}>
      <p id={said} className={styles.said} role="status">
        {active && (
          <>
            <span className={styles.address}>
              {columns.find(({ column }) => column === active.column)?.letter}
              {active.row}
            </span>{' '}
            {activeRow && wordsAt(activeRow, active)}
          </>
        )}
      </p>
      <div className={styles.scroller} data-scrolls>
        <table role="grid" aria-label={t('import:sheet.name')} className={styles.grid}>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                <span className={styles.unseen}>{t('import:sheet.row')}</span>
              </th>
              {columns.map(({ column, letter }) => (
                <th key={column} scope="col" className={styles.letter} aria-hidden>
                  {letter}
                </th>
              ))}
              <td className={styles.end} />
            </tr>
            <tr>
              <th scope="col" className={styles.rowHead}>
                {number(view.headerRow)}
              </th>
              {columns.map(({ column, letter, header }) => (
                <th key={column} scope="col" className={styles.header} title={header}>
                  <span className={styles.unseen}>{letter} </span>
                  {header}
                </th>
              ))}
              <td className={styles.end} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.row}
                row={row}
                columns={columns}
                editing={editing}
                isWrong={(place) => problemsAt(row, place, first).some((one) => one.kind === group.kind)}
                isWrongElse={(place) => problemsAt(row, place, first).length > 0}
                said={said}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <p>
          {t('import:sheet.keys')}
          {hidden > 0 && ` ${t('import:sheet.hidden', { count: hidden, shown: number(hidden) })}`}
        </p>
        {more && (
          <Button look="quiet" busy={more.busy} onClick={more.run}>
            {t('import:sheet.more')}
          </Button>
        )}
      </div>
    </div>
  )

  function wordsAt(row: ProblemRow, place: Place): string {
    return problemsAt(row, place, first)
      .map((problem) => problemSentence(t, problem, view.action))
      .join(' ')
  }
}

type Editing = ReturnType<typeof useEditing>

/** Which cell one is in, and what was written into cells and is not checked yet. */
function useEditing(input: {
  view: ImportView
  rows: readonly ProblemRow[]
  columns: readonly ImportColumn[]
  readAt: number
}) {
  const { view, rows, columns, readAt } = input
  const places = useMemo(() => problemPlaces(rows, columns), [rows, columns])
  const [chosen, setChosen] = useState<Place>()
  const [written, setWritten] = useState<ReadonlyMap<string, { text: string; isSaved: boolean }>>(new Map())
  // Where the row of the chosen cell is gone, since it is right now, one goes on at the next.
  const isThere = chosen && rows.some(({ row }) => row === chosen.row)
  const active = isThere ? chosen : chosen ? placeAfter(places, chosen) : places[0]
  const params = { importId: view.id }
  const write = (place: Place, entry?: { text: string; isSaved: boolean }) =>
    setWritten((before) => {
      const after = new Map(before)
      if (entry) after.set(keyOf(place), entry)
      else after.delete(keyOf(place))
      return after
    })
  const fix = useTelling(view.id, ({ row, column, text }: Place & { text: string }) =>
    call(fixCells, { params, body: { column, rows: { row }, text } }),
  )
  const skip = useTelling(view.id, (row: number) => call(skipRows, { params, body: { rows: { row } } }))

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read anew has what was saved before.
  useEffect(() => {
    setWritten((before) => {
      const after = new Map([...before].filter(([, { isSaved }]) => !isSaved))
      return after.size === before.size ? before : after
    })
  }, [readAt])

  const textOf = (place: Place) =>
    written.get(keyOf(place))?.text ??
    textAt(
      rows.find(({ row }) => row === place.row),
      place.column,
    )
  return {
    active,
    go: setChosen,
    textOf,
    isWritten: (place: Place) => written.has(keyOf(place)),
    skip: (row: number) => skip.mutate(row),
    save: (place: Place, text: string) => {
      if (text === textOf(place)) return
      write(place, { text, isSaved: false })
      fix.mutate(
        { ...place, text },
        { onSuccess: () => write(place, { text, isSaved: true }), onError: () => write(place) },
      )
    },
    /** The next cell in which something is still wrong. */
    next: (place: Place) => {
      const left = places.filter((one) => !written.has(keyOf(one)) && !isPlace(one, place))
      const to = placeAfter(left, place)
      if (to) setChosen(to)
    },
    move: ({ row, column }: Place, down: number, right: number) => {
      const atRow = rows.findIndex((one) => one.row === row) + down
      const atColumn = columns.findIndex((one) => one.column === column) + right
      const to = { row: rows[atRow]?.row, column: columns[atColumn]?.column }
      if (to.row !== undefined && to.column !== undefined) setChosen({ row: to.row, column: to.column })
    },
  }
}

type RowProps = {
  row: ProblemRow
  columns: readonly ImportColumn[]
  editing: Editing
  isWrong: (place: Place) => boolean
  isWrongElse: (place: Place) => boolean
  said: string
}

function Row({ row: { row }, columns, editing, isWrong, isWrongElse, said }: RowProps) {
  const { t } = useTranslation()
  return (
    <tr data-in-grid>
      <th scope="row" className={styles.rowHead}>
        {row}
      </th>
      {columns.map(({ column, letter, header }) => {
        const place = { row, column }
        const name = `${letter}${row} ${header}`
        const text = editing.textOf(place)
        const isActive = isPlace(editing.active, place)
        return (
          // The keyboard is in the one cell that is written in, and moves from there.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
          <td
            key={column}
            role="gridcell"
            tabIndex={-1}
            aria-invalid={isWrongElse(place) || undefined}
            aria-selected={isActive}
            className={styles.cell}
            data-wrong={isWrong(place) ? 'here' : isWrongElse(place) ? 'else' : undefined}
            data-written={editing.isWritten(place) || undefined}
            onClick={() => editing.go(place)}
          >
            {isActive ? (
              <CellInput key={text} place={place} name={name} text={text} editing={editing} said={said} />
            ) : (
              <span className={styles.text}>{text}</span>
            )}
          </td>
        )
      })}
      <td className={styles.end}>
        <IconButton
          label={t('import:sheet.leaveOut', { row })}
          icon={<IconEyeOff />}
          onClick={() => editing.skip(row)}
        />
      </td>
    </tr>
  )
}

type InputProps = { place: Place; name: string; text: string; editing: Editing; said: string }

/** The cell that one is in. Enter saves and goes to the next problem, the arrows move, Escape takes back what was typed. */
function CellInput({ place, name, text, editing, said }: InputProps) {
  const [draft, setDraft] = useState(text)
  const input = useFocusOnArrival(place)
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget
    const isWhole = selectionStart === 0 && selectionEnd === value.length
    const atStart = isWhole || (selectionStart === 0 && selectionEnd === 0)
    const atEnd = isWhole || selectionStart === value.length
    const leave = (go: () => void) => {
      event.preventDefault()
      editing.save(place, draft)
      go()
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
    if (event.key === 'Enter') leave(() => editing.next(place))
    else if (event.key === 'ArrowUp') leave(() => editing.move(place, -1, 0))
    else if (event.key === 'ArrowDown') leave(() => editing.move(place, 1, 0))
    else if (event.key === 'ArrowLeft' && !event.shiftKey && atStart) leave(() => editing.move(place, 0, -1))
    else if (event.key === 'ArrowRight' && !event.shiftKey && atEnd) leave(() => editing.move(place, 0, 1))
    else if (event.key === 'Escape') setDraft(text)
  }
  return (
    <input
      ref={input}
      data-in-grid
      className={styles.input}
      aria-label={name}
      aria-describedby={said}
      value={draft}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={onKey}
      onBlur={() => editing.save(place, draft)}
    />
  )
}

/**
 * The focus follows the cell that one is in, also where that was taken off the page, by itself or with its row. At first it
 * comes from the step's heading, on which one arrives: with a mouse or a keyboard one goes on writing; on a phone that would
 * cover half the screen.
 */
function useFocusOnArrival({ row, column }: Place) {
  const input = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cell is arrived at anew.
  useEffect(() => {
    const cell = input.current
    const last = lastFocused()
    const isInGrid = last?.closest('[data-in-grid]')
    const arrives = last?.matches('[aria-current="step"] h2') && window.matchMedia('(pointer: fine)').matches
    if (!cell) return
    showAside(cell.closest('td'))
    if (!(isInGrid || arrives)) return
    cell.focus({ preventScroll: !isInGrid })
    cell.select()
  }, [row, column])
  return input
}

/** Scrolls the sheet sideways, so far that the cell is not below the row numbers, nor below what stands at the end. */
function showAside(cell: HTMLTableCellElement | null): void {
  const sheet = cell?.closest<HTMLElement>('[data-scrolls]')
  if (!cell || !sheet) return
  const row = cell.parentElement
  const room = sheet.getBoundingClientRect()
  const place = cell.getBoundingClientRect()
  const before = place.left - room.left - (row?.firstElementChild?.clientWidth ?? 0)
  const behind = place.right - room.right + (row?.lastElementChild?.clientWidth ?? 0)
  if (before < 0) sheet.scrollLeft += before
  else if (behind > 0) sheet.scrollLeft += Math.min(behind, before)
}
