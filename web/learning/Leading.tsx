import { IconPlus, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { assignActivity, assignedTo, Leading as Lead } from '../../server/enrollment/assignment/contract.ts'
import { savedSentence } from '../enrollment/changes.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { followBatch } from '../enrollment/running.ts'
import { pages } from '../enrollment/why.ts'
import { useAct } from '../history/undo.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { useFormat } from '../kit/format.ts'
import type { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { SetActions } from '../kit/SetActions.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSetDraft } from '../kit/setDraft.ts'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { LeaderPicker } from './LeaderPicker.tsx'
import { type Leader, savedLeader } from './leaders.ts'
import styles from './Qualification.module.css'

type Edit = typeof assignActivity

type LeadingProps = {
  read: ReturnType<typeof query<typeof assignedTo>>
  edit: Edit
  params: InputOf<Edit>['params']
  /** Whether it can be put into qualifications too. */
  intoQualifications?: boolean
  /** What belongs here. */
  text: string
}

/** The units, rules and qualifications that lead to something; units and qualifications are added and ended here. */
export function Leading({ read, edit, params, intoQualifications = false, text }: LeadingProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(read)
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  if (!data) return <Table label={t('learning:tab.assignedTo')} items={undefined} columns={[]} />
  return <Leaders saved={data.items} {...{ edit, params, intoQualifications, text }} />
}

type LeadersProps = Pick<LeadingProps, 'edit' | 'params' | 'text'> & {
  intoQualifications: boolean
  saved: readonly Lead[]
}

function Leaders({ saved, edit, params, intoQualifications, text }: LeadersProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [picking, setPicking] = useState(false)
  const [notify, setNotify] = useState(true)
  const draft = useSetDraft<Leader>(saved.map(savedLeader))
  const columns = useColumns(draft)
  const body = bodyOf(draft)
  const save = useAct((_: typeof draft.changes) => call(edit, { params, body: { ...body, notify } }), {
    problem: 'mine',
    waits: false,
    batch: (outcome) => outcome,
    done: (outcome, changes) => {
      draft.saved(changes)
      followBatch(outcome)
      return savedSentence(t, format, outcome)
    },
  })
  const add = (
    <Button look="primary" icon={<IconPlus />} onClick={() => setPicking(true)}>
      {t('learning:add')}
    </Button>
  )
  return (
    <>
      {draft.shown.length === 0 ? (
        <EmptyState icon={<IconSitemap />} title={t('learning:leading.none')} text={text} action={add} />
      ) : (
        <>
          <div className={styles.line}>
            <p>{text}</p>
            {add}
          </div>
          <Table
            label={t('learning:tab.assignedTo')}
            items={draft.shown}
            columns={columns}
            tone={draft.toneOf}
            actions={(one) => (one.mayEnd ? <SetActions item={one} name={one.name ?? ''} draft={draft} /> : null)}
            actionsWidth="116px"
          />
        </>
      )}
      {draft.added.length > 0 && <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />}
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
        impact={<ImpactLine of={draft.count > 0 ? act(edit, { params, body }) : undefined} />}
      />
      <LeaderPicker
        withQualifications={intoQualifications}
        open={picking}
        onClose={() => setPicking(false)}
        isThere={(id) => draft.whole.some((one) => one.id === id)}
        added={draft.added.length}
        add={draft.add}
      />
    </>
  )
}

/** What the server is asked to do. A qualification is not assigned the activity; it contains it. */
function bodyOf({ added, gone }: Pick<ReturnType<typeof useSetDraft<Leader>>, 'added' | 'gone'>) {
  const qualificationIds = added.flatMap(({ adds }) => (adds?.kind === 'qualifications' ? [adds.id] : []))
  return {
    units: added.flatMap(({ adds }) =>
      adds && adds.kind !== 'qualifications' ? [{ unit: adds.kind, unitId: adds.id }] : [],
    ),
    ...(qualificationIds.length > 0 && { qualificationIds }),
    remove: gone.flatMap(({ assignmentId }) => assignmentId ?? []),
  }
}

function useColumns(draft: ReturnType<typeof useSetDraft<Leader>>): Column<Leader>[] {
  const { t } = useTranslation()
  const through: Column<Leader> = {
    key: 'through',
    header: t('learning:leading.through'),
    cell: (one) =>
      one.through && <TextLink to={`/organise/qualifications/${one.through.id}`}>{one.through.name}</TextLink>,
    priority: 2,
  }
  return [
    {
      key: 'audience',
      header: t('learning:leading.who'),
      cell: ({ kind, name, objectId }) => {
        const page = pages[kind]
        const word = t(`learning:leading.kind.${kind}`)
        if (name === null) return word
        const first = page && objectId !== null ? <TextLink to={`${page}/${objectId}`}>{name}</TextLink> : name
        return <TwoLines first={first} second={word} />
      },
    },
    ...(draft.shown.some((one) => one.through) ? [through] : []),
    {
      key: 'onLeaving',
      header: t('learning:onLeaving'),
      cell: ({ onLeaving }) => t(`learning:leavingShort.${onLeaving ?? 'activity'}`),
      priority: 3,
    },
    {
      key: 'since',
      header: t('learning:leading.since'),
      cell: (one) =>
        draft.isAdded(one) ? (
          <StateBadge tone="added">{t('organization:assign.notSaved')}</StateBadge>
        ) : draft.isRemoved(one) ? (
          <StateBadge tone="ended">{t('organization:assign.ends')}</StateBadge>
        ) : (
          one.since && <RelativeDate value={one.since} />
        ),
      width: '184px',
    },
  ]
}
