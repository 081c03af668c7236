import { IconDownload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  downloadProblems,
  type ImportView,
  type ProblemGroup,
  type ProblemKind,
  skipRows,
} from '../../server/import/contract.ts'
import { call, download } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Switch } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { useImportUrl } from './importUrl.ts'
import { ProblemSheet } from './ProblemSheet.tsx'
import styles from './Problems.module.css'
import { ProblemValues } from './ProblemValues.tsx'
import { useTelling } from './telling.ts'
import { UploadButton } from './UploadArea.tsx'
import { columnName, isSame, problemWords } from './words.ts'

/** What is wrong, by its kind: what was given and what to write instead, and the rows themselves. */
export function Problems({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const [{ problem, column = null }] = useImportUrl()
  // Who mends one text everywhere mends the next one so, too.
  const [everywhere, setEverywhere] = useState(false)
  const { problems } = view
  const asked = problem && problems.find((group) => isSame(group, { kind: problem, column }))
  // Whoever mends one kind stays with it to its end, also where another has more rows by then.
  const last = useRef<ProblemGroup>(undefined)
  const same = last.current && problems.find((group) => isSame(group, last.current as ProblemGroup))
  const group = asked || same || problems[0]
  last.current = group
  if (!group) return null
  return (
    <section id="problems" className={styles.problems} aria-label={t('import:problems.title')}>
      {problems.length > 1 && <Groups view={view} shown={group} />}
      <Group
        key={`${group.kind} ${group.column}`}
        view={view}
        group={group}
        everywhere={everywhere}
        setEverywhere={setEverywhere}
      />
      <ProblemFile view={view} />
    </section>
  )
}

/** The kinds of problems, each with its number of rows. */
function Groups({ view, shown }: { view: ImportView; shown: ProblemGroup }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [, setUrl] = useImportUrl()
  return (
    <ul className={styles.groups} aria-label={t('import:problems.kinds')}>
      {view.problems.map((group) => (
        <li key={`${group.kind} ${group.column}`}>
          <button
            type="button"
            aria-pressed={isSame(group, shown)}
            onClick={() => void setUrl({ problem: group.kind, column: columnInUrl(group) }, { replace: true })}
          >
            <span className={styles.wrong}>{problemWords(t, group, view.action).wrong}</span>
            <span className={styles.where}>
              {[columnName(view, group.column), t('import:rows', { count: group.rows, shown: number(group.rows) })]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

const inThings: readonly ProblemKind[] = ['not-a-mark', 'not-a-date', 'date-in-future']

type GroupProps = {
  view: ImportView
  group: ProblemGroup
  everywhere: boolean
  setEverywhere: (everywhere: boolean) => void
}

/** Problems of one kind in one column. */
function Group({ view, group, everywhere, setEverywhere }: GroupProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const { wrong, todo } = problemWords(t, group, view.action)
  // What is written below things is of one kind; a name that is unknown in one column may be known in another.
  const others = view.problems.flatMap(({ kind, column }) =>
    inThings.includes(kind) && kind === group.kind && column !== null && column !== group.column ? [column] : [],
  )
  const skip = useTelling(
    view.id,
    (_: undefined) =>
      call(skipRows, {
        params: { importId: view.id },
        body: { rows: { kind: group.kind, column: group.column, value: null } },
      }),
    {
      done: ({ changed }) => t('import:leftOut', { count: changed, shown: number(changed) }),
      afterCheck: true,
    },
  )
  return (
    <div className={styles.group}>
      <div className={styles.head}>
        <div className={styles.words}>
          <h3>
            {wrong} <span className={styles.where}>{columnName(view, group.column)}</span>
          </h3>
          <p>{todo}</p>
        </div>
        <Button busy={skip.isPending} onClick={() => skip.mutate(undefined)}>
          {t('import:leaveOutAll', { count: group.rows, shown: number(group.rows) })}
        </Button>
      </div>
      {others.length > 0 && (
        <Switch label={t('import:values.everywhere')} checked={everywhere} onChange={setEverywhere} />
      )}
      {group.column !== null && (
        <ProblemValues view={view} group={group} column={group.column} alsoIn={everywhere ? others : []} />
      )}
      <ProblemSheet view={view} group={group} />
    </div>
  )
}

/** The same rows as a workbook, for whoever would rather mend them in a spreadsheet program. */
function ProblemFile({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  return (
    <div className={styles.file}>
      <p>{t('import:problemFile.text')}</p>
      <div className={styles.buttons}>
        <Button icon={<IconDownload />} onClick={() => download(downloadProblems, { params: { importId: view.id } })}>
          {t('import:problemFile.download')}
        </Button>
        <UploadButton action={view.action ?? undefined} label={t('import:problemFile.upload')} />
      </div>
    </div>
  )
}

/** A column as the address holds it. */
export function columnInUrl({ column }: ProblemGroup): string | undefined {
  return column === null ? undefined : String(column)
}
