import { Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconBookmarkFilled, IconTrash } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Button, IconButton } from './Button.tsx'
import { useKept } from './kept.ts'
import styles from './Views.module.css'

const views = z.array(
  z.object({ name: z.string(), search: z.record(z.string(), z.string()), columns: z.array(z.string()).nullable() }),
)
type View = z.infer<typeof views>[number]

/** As many as one finds one's way among. */
const mostViews = 50

type ViewsProps = {
  list: string
  /** As somebody chose them; null: as at first. */
  columns: readonly string[] | null
  choose: (columns: string[] | null) => void
}

/** Searches, filters, sort and columns of a list under a name, to come back to. Kept in this browser. */
export function Views({ list, columns, choose }: ViewsProps) {
  const { t } = useTranslation()
  const [kept, setKept] = useKept(`views.${list}`, views, [])
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const go = useNavigate()
  const { at, open: sheet, ...search } = useSearch({ strict: false }) as Record<string, string>
  const present = JSON.stringify(inOrder(search))
  const isPresent = (view: View) => JSON.stringify(inOrder(view.search)) === present
  const save = (event: FormEvent) => {
    event.preventDefault()
    const given = name.trim()
    if (given === '') return
    const view = { name: given, search, columns: columns && [...columns] }
    setKept([...kept.filter((one) => one.name !== given), view].slice(-mostViews).toSorted(byName))
    setName('')
  }
  const show = (view: View) => {
    choose(view.columns)
    setOpen(false)
    void go({ to: '.', search: view.search as never, resetScroll: false })
  }
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <IconButton
          label={t('kit:views.name')}
          icon={kept.some(isPresent) ? <IconBookmarkFilled /> : <IconBookmark />}
          onClick={() => setOpen(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={t('kit:views.name')}>
        <div className={styles.views}>
          {kept.length > 0 && (
            <ul>
              {kept.map((view) => (
                <li key={view.name} className={styles.view}>
                  <button
                    type="button"
                    className={styles.show}
                    aria-current={isPresent(view) || undefined}
                    onClick={() => show(view)}
                  >
                    {view.name}
                  </button>
                  <IconButton
                    label={t('kit:views.remove', { name: view.name })}
                    icon={<IconTrash />}
                    onClick={() => setKept(kept.filter((one) => one !== view))}
                  />
                </li>
              ))}
            </ul>
          )}
          <form className={styles.save} onSubmit={save}>
            <TextInput
              label={t('kit:views.saveAs')}
              description={t('kit:views.help')}
              value={name}
              maxLength={80}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" disabled={name.trim() === ''}>
              {t('kit:views.save')}
            </Button>
          </form>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

const byName = (a: View, b: View) => a.name.localeCompare(b.name)

function inOrder(search: Record<string, string>): Array<[string, string]> {
  return Object.entries(search).toSorted(([a], [b]) => a.localeCompare(b))
}
