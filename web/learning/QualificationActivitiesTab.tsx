import { IconPlus, IconSchool } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ActivityRef,
  editQualification,
  mostContained,
  type Qualification,
  readQualification,
} from '../../server/learning/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { savedSentence } from '../enrollment/changes.ts'
import { withOutcome } from '../enrollment/followed.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { TargetsPicker } from '../enrollment/TargetsPicker.tsx'
import { useAct } from '../history/undo.ts'
import { call, versionAt } from '../kit/api.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { useFormat } from '../kit/format.ts'
import { SetActions } from '../kit/SetActions.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSetDraft } from '../kit/setDraft.ts'
import { EmptyState, Skeleton } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import styles from './Qualification.module.css'
import { qualificationQuery } from './QualificationPage.tsx'

type Contained = ActivityRef & { archived?: boolean }

/** What a qualification contains. Whoever holds it is enrolled in all of it, as soon as it is saved. */
export function QualificationActivitiesTab() {
  const { data } = useQuery(qualificationQuery(useIdInPath('qualificationId')))
  return data ? <Contents key={data.id} qualification={data} /> : <Skeleton />
}

function Contents({ qualification }: { qualification: Qualification }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [picking, setPicking] = useState(false)
  const draft = useSetDraft<Contained>(qualification.activities)
  const columns = useColumns(draft)
  const params = { qualificationId: qualification.id }
  const body = { activityIds: draft.whole.map(({ id }) => id) }
  const version = versionAt(readQualification, params)
  const save = useAct((_: typeof draft.changes) => withOutcome(call(editQualification, { params, body, version })), {
    problem: 'mine',
    waits: false,
    batch: ({ outcome }) => outcome,
    done: ({ outcome }, changes) => {
      draft.saved(changes)
      return savedSentence(t, format, outcome)
    },
  })
  const add = !qualification.archived && (
    <Button look="primary" icon={<IconPlus />} onClick={() => setPicking(true)}>
      {t('learning:qualification.addActivities')}
    </Button>
  )
  return (
    <>
      {draft.shown.length === 0 ? (
        <EmptyState
          icon={<IconSchool />}
          title={t('learning:qualification.empty')}
          text={t('learning:qualification.activitiesText')}
          action={add}
        />
      ) : (
        <>
          <div className={styles.line}>
            <p>{t('learning:qualification.activitiesText')}</p>
            {add}
          </div>
          <Table
            label={t('learning:qualification.activities')}
            columns={columns}
            items={draft.shown}
            tone={draft.toneOf}
            actions={(activity) => <SetActions item={activity} name={activity.title} draft={draft} />}
            actionsWidth="116px"
          />
        </>
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
        impact={<ImpactLine of={draft.count > 0 ? act(editQualification, { params, body }) : undefined} />}
      />
      <ContentsPicker open={picking} onClose={() => setPicking(false)} draft={draft} />
    </>
  )
}

type ContentsPickerProps = { open: boolean; onClose: () => void; draft: ReturnType<typeof useSetDraft<Contained>> }

function ContentsPicker({ open, onClose, draft }: ContentsPickerProps) {
  const { t } = useTranslation()
  const there = draft.whole.map(({ id }) => id)
  return (
    <TargetsPicker
      open={open}
      onClose={onClose}
      title={t('learning:qualification.addActivities')}
      subtitle={t('learning:qualification.pickText')}
      searchLabel={t('learning:search')}
      saveLabel={t('learning:add')}
      kind="activity"
      chosen={{ ids: there, word: t('learning:qualification.contained') }}
      most={mostContained - there.length}
      save={(picked) => draft.add(picked.flatMap(({ id, name, type }) => (type ? [{ id, title: name, type }] : [])))}
    />
  )
}

/** The column of states is there while something is new or archived. */
function useColumns(draft: ReturnType<typeof useSetDraft<Contained>>): Column<Contained>[] {
  const { t } = useTranslation()
  const anyState = draft.shown.some((one) => draft.isAdded(one) || one.archived)
  const state: Column<Contained> = {
    key: 'state',
    header: t('learning:qualification.state'),
    width: '200px',
    cell: (activity) =>
      draft.isAdded(activity) ? (
        <StateBadge tone="added">{t('organization:assign.notSaved')}</StateBadge>
      ) : activity.archived ? (
        <StateBadge tone="unchanged">{t('organization:archived.is')}</StateBadge>
      ) : null,
  }
  return [
    {
      key: 'title',
      header: t('learning:title'),
      wrap: true,
      cell: ({ id, title }) => <TextLink to={`/courses/${id}`}>{title}</TextLink>,
    },
    { key: 'type', header: t('learning:type'), width: '160px', cell: ({ type }) => <ActivityType type={type} /> },
    ...(anyState ? [state] : []),
  ]
}
