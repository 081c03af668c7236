import { IconAlertTriangle, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type ImportView, skipRows } from '../../server/import/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import styles from './CheckStep.module.css'
import { CheckSummary } from './CheckSummary.tsx'
import { Columns } from './Columns.tsx'
import { useDiscard } from './discarding.ts'
import { Problems } from './Problems.tsx'
import { Progress } from './Progress.tsx'
import { isWorking, useIsAway, useTelling } from './telling.ts'
import { UploadButton } from './UploadArea.tsx'
import { refusalWords } from './words.ts'

/** What was read, what is wrong in it, and every way to make it right. */
export function CheckStep({ view }: { view: ImportView }) {
  if (view.state === 'refused' || view.state === 'expired') return <Refusal view={view} />
  if (!view.check) return <Working view={view} />
  return (
    <>
      <p className={styles.summary} role="status">
        <CheckSummary view={view} />
      </p>
      <Notes view={view} />
      <Columns view={view} />
      <Problems view={view} />
    </>
  )
}

/** How far the reading or the checking is. */
export function Working({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const isAway = useIsAway(view.id)
  if (!isWorking(view.state)) return null
  const { done = 0, of = 0 } = view.progress ?? {}
  const words = t(`import:working.${view.state}`)
  return (
    <div className={styles.working} role="status">
      <p>
        {words}
        {of > 0 ? (
          <span> {t('import:working.rows', { count: of, done: number(done), of: number(of) })}</span>
        ) : (
          // How many there are is known when they are read.
          done > 0 && <span> {t('import:rows', { count: done, shown: number(done) })}</span>
        )}
      </p>
      <Progress label={words} {...(of > 0 && { value: done / of })} />
      {isAway && <p>{t('import:working.away')}</p>}
    </div>
  )
}

/** Why there is nothing to check, in one sentence, and the ways on. */
function Refusal({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const discard = useDiscard(() => void go({ to: '/users/import' as string }))
  const { state, action, fileName } = view
  return (
    <div className={styles.refusal}>
      <div role="alert">
        <IconAlertTriangle size={18} aria-hidden />
        <div>
          <h3>{t(`import:refusal.${state === 'expired' ? 'expiredTitle' : 'title'}`, { name: fileName })}</h3>
          <p>{refusalWords(t, view)}</p>
        </div>
      </div>
      <div className={styles.ways}>
        <UploadButton action={action ?? undefined} look="primary" label={t('import:upload.another')} />
        {state === 'refused' && (
          <Button icon={<IconTrash />} onClick={() => void discard(view)}>
            {t('import:discard.action')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** What is no problem, but worth knowing before anything is done. */
function Notes({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number, list } = useFormat()
  const { check, sheet, otherSheets, ignored } = view
  if (!check) return null
  const counted = (key: string, count: number) =>
    count > 0 ? [{ key, words: t(`import:note.${key}`, { count, shown: number(count) }) }] : []
  const notes = [
    ...(otherSheets.length > 0
      ? [
          {
            key: 'sheets',
            words: t('import:note.sheets', { sheet, others: list(otherSheets), count: otherSheets.length }),
          },
        ]
      : []),
    ...counted('hidden', check.hidden),
    ...counted('repeated', check.repeated),
    ...counted('digits', check.daysFromDigits),
    ...(ignored.length > 0
      ? [{ key: 'ignored', words: t('import:note.ignored', { names: list(ignored), count: ignored.length }) }]
      : []),
  ]
  return (
    <>
      {notes.length > 0 && (
        <ul className={styles.notes} aria-label={t('import:note.title')}>
          {notes.map(({ key, words }) => (
            <li key={key}>{words}</li>
          ))}
        </ul>
      )}
      {check.skipped > 0 && <LeftOut view={view} />}
    </>
  )
}

function LeftOut({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const skipped = view.check?.skipped ?? 0
  const takeIn = useTelling(view.id, (_: undefined) =>
    call(skipRows, { params: { importId: view.id }, body: { skip: false, rows: { all: true } } }),
  )
  return (
    <p className={styles.leftOut}>
      <span>{t('import:note.skipped', { count: skipped, shown: number(skipped) })}</span>
      <Button look="quiet" busy={takeIn.isPending} onClick={() => takeIn.mutate(undefined)}>
        {t('import:takeIn')}
      </Button>
    </p>
  )
}
