import { IconCopy, IconLink, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editAssignments, listAssignments } from '../../server/enrollment/assignment/contract.ts'
import { savedSentence } from '../enrollment/changes.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { RunningWork } from '../enrollment/RunningWork.tsx'
import { followBatch } from '../enrollment/running.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { useFormat } from '../kit/format.ts'
import { useUnsavedGuard } from '../kit/guard.ts'
import { query } from '../kit/query.ts'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import { AssignmentTable } from './AssignmentTable.tsx'
import styles from './AssignTab.module.css'
import { CopySheet } from './CopySheet.tsx'
import { bodyOf, type Changes, countOf, useDraft } from './draft.ts'
import { type Kind, useKind } from './kinds.ts'
import { TargetPicker } from './TargetPicker.tsx'
import { unitQuery } from './UnitPage.tsx'

/** What is assigned to a unit. What is added, changed or ended here happens when the changes are saved, all at once. */
export function AssignTab() {
  const kind = useKind()
  const unitId = useIdInPath('unitId')
  return kind ? <Assign key={`${kind} ${unitId}`} kind={kind} unitId={unitId} /> : null
}

function Assign({ kind, unitId }: { kind: Kind; unitId: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [picking, setPicking] = useState(false)
  const [copying, setCopying] = useState(false)
  const { data: read } = useQuery(unitQuery(kind, unitId))
  const [notify, setNotify] = useState(true)
  const { data, error, refetch } = useQuery(query(listAssignments, { params: { unit: kind, unitId } }))
  const draft = useDraft(data?.items)
  useUnsavedGuard(draft.guarded)
  const save = useAct(
    (changes: Changes) =>
      call(editAssignments, {
        params: { unit: kind, unitId },
        body: { ...bodyOf(changes, data?.items), notify },
      }),
    {
      problem: 'mine',
      waits: false,
      batch: ({ outcome }) => outcome,
      done: ({ outcome }, changes) => {
        const [only, another] = changes.added
        const title =
          countOf(changes) === 1 && !another && only?.target.kind === 'activity' ? only.target.name : undefined
        draft.saved(changes)
        followBatch(outcome)
        return savedSentence(t, format, outcome, title)
      },
    },
  )
  const add = read && !read.archived && (
    <>
      {draft.count === 0 && (
        <Button icon={<IconCopy />} onClick={() => setCopying(true)}>
          {t('organization:copy.action')}
        </Button>
      )}
      <Button look="primary" icon={<IconPlus />} onClick={() => setPicking(true)}>
        {t('organization:add')}
      </Button>
    </>
  )

  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  return (
    <>
      {draft.rows?.length === 0 ? (
        <EmptyState
          icon={<IconLink />}
          title={t('organization:assign.none')}
          text={t(`organization:${kind}.assignText`)}
          action={add}
        />
      ) : (
        <>
          <div className={styles.line}>
            <p>{t(`organization:${kind}.assignText`)}</p>
            <div className={styles.actions}>{add}</div>
          </div>
          <div className={styles.running}>
            <RunningWork />
          </div>
          <AssignmentTable draft={draft} below={kind === 'departments'} />
        </>
      )}
      {draft.changes.added.length > 0 && (
        <div className={styles.notify}>
          <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
        </div>
      )}
      <SaveBar
        dirty={draft.count > 0}
        busy={save.isPending}
        count={draft.count}
        save={() => save.mutate(draft.changes)}
        discard={() => {
          save.reset()
          draft.clear()
        }}
        fault={save.error}
        adds
        impact={
          <ImpactLine
            of={
              draft.count > 0
                ? act(editAssignments, { params: { unit: kind, unitId }, body: bodyOf(draft.changes, data?.items) })
                : undefined
            }
          />
        }
      />
      {read && <CopySheet kind={kind} unit={read} open={copying} onClose={() => setCopying(false)} />}
      <TargetPicker kind={kind} unitId={unitId} open={picking} onClose={() => setPicking(false)} draft={draft} />
    </>
  )
}
