import { IconCertificate, IconPlus, IconUserMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addHolders, type Holder, listHolders, removeHolders } from '../../server/enrollment/holder/contract.ts'
import type { Qualification } from '../../server/learning/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { PeoplePicker } from '../enrollment/PeoplePicker.tsx'
import { followBatch } from '../enrollment/running.ts'
import { sourceOf } from '../enrollment/why.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { Button, IconButton } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { Skeleton } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useIdInPath, useUrl } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { Progress } from '../team/Progress.tsx'
import { qualificationQuery } from './QualificationPage.tsx'

const inUrl = z.object({ direct: z.enum(['true', 'false']).optional() })

/** Who holds a qualification, through what, and how far along they are. It is given and taken here in person. */
export function HoldersTab() {
  const { data } = useQuery(qualificationQuery(useIdInPath('qualificationId')))
  return data ? <Holders key={data.id} qualification={data} /> : <Skeleton />
}

function Holders({ qualification }: { qualification: Qualification }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const [{ direct }] = useUrl(inUrl)
  const take = useTaking(qualification)
  const give = !qualification.archived && (
    <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
      {t('learning:add')}
    </Button>
  )
  return (
    <>
      <List
        label={t('learning:qualification.holders')}
        source={{ operation: listHolders, params: { qualificationId: qualification.id }, query: { direct } }}
        searchLabel={t('learning:qualification.searchHolders')}
        defaultSort="name"
        exports="all"
        remembers="holders"
        columns={useColumns()}
        itemKey={({ user }) => user.id}
        itemTo={({ user }) => `/users/${user.id}/qualifications`}
        filters={
          <UrlFilter
            name="direct"
            label={t('learning:qualification.how')}
            all={t('learning:qualification.anyHow')}
            choices={[
              { value: 'true', label: t('learning:qualification.directly') },
              { value: 'false', label: t('learning:qualification.through') },
            ]}
          />
        }
        actions={(holder) =>
          holder.since !== null && (
            <IconButton
              label={t('learning:qualification.take', { name: holder.user.name })}
              icon={<IconUserMinus />}
              onClick={() => void take(holder)}
            />
          )
        }
        toolbar={give}
        empty={{
          icon: <IconCertificate />,
          title: t('learning:qualification.nobody'),
          text: t('learning:qualification.nobodyText'),
        }}
      />
      <HolderPicker qualification={qualification} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function HolderPicker(props: { qualification: Qualification; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [notify, setNotify] = useState(true)
  const { id, name } = props.qualification
  const params = { qualificationId: id }
  const add = useAct((userIds: number[]) => call(addHolders, { params, body: { userIds, notify } }), {
    problem: 'mine',
    batch: (outcome) => outcome,
    done: (outcome) => {
      followBatch(outcome)
      const given = t('learning:qualification.done', {
        count: outcome.added,
        shown: format.number(outcome.added),
        name,
      })
      return `${given} ${changesSentence(t, format, outcome)}`
    },
  })
  return (
    <PeoplePicker
      open={props.open}
      onClose={props.onClose}
      title={t('learning:qualification.give', { name })}
      saveLabel={t('learning:add')}
      marks={{ forQualification: id }}
      already={t('learning:qualification.held')}
      save={(userIds) => add.mutateAsync(userIds)}
      impact={(userIds) => <ImpactLine of={act(addHolders, { params, body: { userIds } })} />}
      options={<Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />}
    />
  )
}

/** Takes a qualification from somebody who was given it directly, after showing what that ends. */
function useTaking({ id, name }: Qualification): (holder: Holder) => void {
  const { t } = useTranslation()
  const format = useFormat()
  const params = { qualificationId: id }
  const take = useAct(
    ({ user, confirm }: { user: Holder['user'] } & Pick<Agreed, 'confirm'>) =>
      call(removeHolders, { params, body: { userIds: [user.id], confirm } }),
    {
      waits: false,
      batch: (outcome) => outcome,
      done: (outcome, { user }) =>
        `${t('learning:qualification.taken', { person: user.name, name })} ${changesSentence(t, format, outcome)}`,
    },
  )
  return ({ user, through }) =>
    foresee({
      title: t('learning:qualification.takeTitle', { person: user.name, name }),
      text: through.length > 0 ? t('learning:qualification.stillHeld', { person: user.name }) : undefined,
      action: t('learning:qualification.takeAction'),
      danger: true,
      act: act(removeHolders, { params, body: { userIds: [user.id] } }),
      does: ({ confirm }) => take.mutateAsync({ user, confirm }),
    })
}

function useColumns(): Column<Holder>[] {
  const { t, i18n } = useTranslation()
  const { day } = useFormat()
  return [
    {
      key: 'name',
      header: t('organization:name'),
      cell: ({ user }) => (
        <TwoLines first={user.name} second={[user.department?.name, user.company.name].filter(Boolean).join(' · ')} />
      ),
      sortable: true,
    },
    {
      key: 'how',
      header: t('learning:qualification.how'),
      wrap: true,
      width: '38%',
      priority: 2,
      cell: ({ since, through }) => (
        <Why
          sentence="{sources}"
          parts={{
            sources: [
              ...(since === null ? [] : [t('learning:qualification.givenSince', { day: day(since) })]),
              ...through.map((one) => sourceOf(one, { t, language: i18n.language, links: true })),
            ],
          }}
        />
      ),
    },
    {
      key: 'progress',
      header: t('learning:qualification.progress'),
      width: '168px',
      cell: ({ completed, total }) => <Progress done={completed} of={total} />,
    },
  ]
}
