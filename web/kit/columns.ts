import { z } from 'zod'
import { useKept } from './kept.ts'
import type { Column } from './Table.tsx'

const keys = z.array(z.string()).nullable()

/** Whether somebody wants to see a column that is there at first. */
export function useIsShown(list: string, key: string): boolean {
  const [kept] = useKept(`columns.${list}`, keys, null)
  return kept?.includes(key) ?? true
}

/** Which columns of a list somebody wants to see. The first one says what a row is and always stays. */
export function useColumns<Item>(list: string, columns: readonly Column<Item>[]) {
  const [kept, setKept] = useKept(`columns.${list}`, keys, null)
  const wanted = kept ?? columns.filter(({ hidden }) => !hidden).map(({ key }) => key)
  const shown = columns.filter(({ key }, place) => place === 0 || wanted.includes(key))
  return {
    shown,
    /** As somebody chose them, null: as at first. */
    chosen: kept,
    choose: setKept,
    toggle: (key: string) => setKept(wanted.includes(key) ? wanted.filter((one) => one !== key) : [...wanted, key]),
  }
}
