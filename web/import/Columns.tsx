import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  editImport,
  type ImportColumn,
  type ImportView,
  type PersonField,
  personField,
  type ThingKind,
  thingsOf,
} from '../../server/import/contract.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { MoreMenu } from '../kit/PageHeader.tsx'
import { SearchList } from '../kit/SearchList.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import styles from './Columns.module.css'
import { useTelling } from './telling.ts'
import { sourceOf } from './things.ts'

type Meaning = Omit<NonNullable<InputOf<typeof editImport>['body']['columns']>[number], 'column'>

/** Columns of which somebody has to say what they are about; nothing where all are understood. */
export function Columns({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const inDoubt = view.columns.filter(({ problem }) => problem !== null)
  if (inDoubt.length === 0 || !view.action) return null
  return (
    <section className={styles.columns} aria-labelledby="columns-in-doubt">
      <h3 id="columns-in-doubt">
        {t('import:columns.title', { count: inDoubt.length, shown: number(inDoubt.length) })}
      </h3>
      <p>{t('import:columns.text')}</p>
      <ul>
        {inDoubt.map((column) => (
          <li key={column.column}>
            <InDoubt view={view} column={column} kind={thingsOf[view.action ?? 'enroll']} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function InDoubt({ view, column, kind }: { view: ImportView; column: ImportColumn; kind: ThingKind }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [searching, setSearching] = useState(false)
  const means = useTelling(view.id, (meaning: Meaning) =>
    call(editImport, { params: { importId: view.id }, body: { columns: [{ column: column.column, ...meaning }] } }),
  )
  const choose = (meaning: Meaning) => {
    setSearching(false)
    means.mutate(meaning)
  }
  const { header, letter, problem, marks } = column
  const fields = view.action === 'users' ? personField.options : idFields
  return (
    <div className={styles.column} aria-busy={means.isPending}>
      <p>
        <span className={styles.letter}>{letter}</span>
        <span className={styles.header}>{header}</span>
        <span className={styles.wrong}>
          {t(`import:columns.${problem?.kind ?? 'unknown-thing'}.${kind}`)}
          {marks > 0 && ` ${t('import:columns.marks', { count: marks, shown: number(marks) })}`}
        </span>
      </p>
      <div className={styles.choices}>
        {problem?.nearest.slice(0, 4).map(({ id, name }) => (
          <Button key={id} onClick={() => choose({ thingId: id })}>
            {name}
          </Button>
        ))}
        <Button look="quiet" icon={<IconSearch />} onClick={() => setSearching(true)}>
          {t('import:columns.another')}
        </Button>
        <Button look="quiet" onClick={() => choose({ thingId: null })}>
          {t('import:columns.leaveOut')}
        </Button>
        <MoreMenu
          label={t('import:columns.isPerson', { header })}
          actions={fields.map((field) => ({
            label: t('import:columns.is', { field: t(`import:field.${field}`) }),
            run: () => choose({ person: field }),
          }))}
        />
      </div>
      <Sheet
        open={searching}
        onClose={() => setSearching(false)}
        title={t('import:columns.means', { header })}
        subtitle={t('import:columns.column', { letter })}
      >
        <SearchList
          label={t(`import:things.search.${kind}`)}
          searchKey={['import column', kind]}
          search={(search, signal) => sourceOf(kind, t).search({ search }, signal)}
          choose={({ id }) => choose({ thingId: id })}
        />
      </Sheet>
    </div>
  )
}

const idFields: readonly PersonField[] = ['email', 'employeeNumber', 'name']
