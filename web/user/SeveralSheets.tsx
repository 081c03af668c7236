import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addHolders } from '../../server/enrollment/holder/contract.ts'
import { functions, groups, teams } from '../../server/organization/contract.ts'
import { editUsers, usersEdit } from '../../server/user/contract.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { useAct } from '../history/undo.ts'
import { call, type InputOf } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { useFormat } from '../kit/format.ts'
import { SearchSelect } from '../kit/SearchSelect.tsx'
import { useForm } from '../kit/useForm.ts'
import { companySearch, departmentSearch, managerSearch, qualificationSearch, unitSearch } from './searches.ts'

type Of = { userIds: readonly number[]; done: () => void; onClose: () => void }
type Edit = InputOf<typeof editUsers>['body']

/** To another company, or to a department of it. Without one, who comes from elsewhere is in none. */
export function MoveSheet({ userIds, ...of }: Of) {
  const { t } = useTranslation()
  const form = useEdit({
    ...of,
    initial: { companyId: null, departmentId: null },
    schema: usersEdit.pick({ departmentId: true }).extend({ companyId: z.number() }),
    editOf: ({ companyId, departmentId }) => ({
      userIds: [...userIds],
      companyId,
      ...(departmentId && { departmentId }),
    }),
  })
  const companyId = form.fields.values.companyId as number | null
  const title = useTitle('move', userIds)
  return (
    <FormSheet {...of} form={form} open title={title} submitLabel={t('user:several.move.submit')} impact={form.impact}>
      <SearchSelect name="companyId" label={t('user:company')} required autoFocus {...companySearch} />
      <SearchSelect
        key={companyId}
        name="departmentId"
        label={t('user:department')}
        help={t('user:several.move.help')}
        disabled={companyId === null}
        placeholder={t(companyId === null ? 'user:companyFirst' : 'user:noDepartment')}
        {...departmentSearch(companyId ?? 0)}
      />
    </FormSheet>
  )
}

export function ManagerSheet({ userIds, ...of }: Of) {
  const { t } = useTranslation()
  const form = useEdit({
    ...of,
    initial: { managerId: null },
    schema: usersEdit.pick({ managerId: true }).extend({ managerId: z.number() }),
    editOf: ({ managerId }) => ({ userIds: [...userIds], managerId }),
  })
  const title = useTitle('manager', userIds)
  return (
    <FormSheet
      {...of}
      form={form}
      open
      title={title}
      submitLabel={t('user:several.manager.submit')}
      impact={form.impact}
    >
      <SearchSelect name="managerId" label={t('user:manager')} required autoFocus {...managerSearch()} />
    </FormSheet>
  )
}

/** What is edited of several users alike, with its impact while it is being chosen. */
function useEdit<Schema extends z.ZodType>(of: {
  initial: Record<string, unknown>
  schema: Schema
  editOf: (values: z.output<Schema>) => Edit
  done: () => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const edit = useAct((body: Edit) => call(editUsers, { body }), {
    problem: 'mine',
    batch: (answer) => answer,
    done: ({ edited }) => t('user:several.changed', { count: edited, shown: number(edited) }),
  })
  const form = useForm({
    initial: of.initial,
    schema: of.schema,
    save: (values) => edit.mutateAsync(of.editOf(values)),
    saved: () => {
      of.done()
      of.onClose()
    },
  })
  const read = of.schema.safeParse(form.fields.values)
  return {
    ...form,
    impact: <ImpactLine of={read.success ? act(editUsers, { body: of.editOf(read.data) }) : undefined} />,
  }
}

const joined = { teams, functions, groups }
export const joinedKinds = ['teams', 'functions', 'groups', 'qualifications'] as const
export type Joined = (typeof joinedKinds)[number]

const searchOf = (kind: Joined) => (kind === 'qualifications' ? qualificationSearch : unitSearch(kind))

const chosenUnit = z.object({ unitId: z.number() })

/** Into a team, a function or a group, or to a qualification, beside those they have. */
export function JoinSheet({ kind, userIds, done, onClose }: Of & { kind: Joined }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  // The operations differ in their path alone.
  const operation = (kind === 'qualifications' ? addHolders : joined[kind].addMembers) as typeof teams.addMembers
  const inputOf = ({ unitId }: z.output<typeof chosenUnit>) => ({
    params: (kind === 'qualifications' ? { qualificationId: unitId } : { unitId }) as { unitId: number },
    body: { userIds: [...userIds] },
  })
  const join = useAct((values: z.output<typeof chosenUnit>) => call(operation, inputOf(values)), {
    problem: 'mine',
    batch: (answer) => answer,
    done: () =>
      t(`user:several.${kind === 'qualifications' ? 'given' : 'added'}`, {
        count: userIds.length,
        shown: number(userIds.length),
      }),
  })
  const form = useForm({
    initial: { unitId: null },
    schema: chosenUnit,
    save: (values) => join.mutateAsync(values),
    saved: () => {
      done()
      onClose()
    },
  })
  const read = chosenUnit.safeParse(form.fields.values)
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={useTitle(kind, userIds)}
      submitLabel={t('user:several.addSubmit')}
      impact={<ImpactLine of={read.success ? act(operation, inputOf(read.data)) : undefined} />}
    >
      <SearchSelect name="unitId" label={t(`user:several.to.${kind}`)} required autoFocus {...searchOf(kind)} />
    </FormSheet>
  )
}

function useTitle(of: 'move' | 'manager' | Joined, userIds: readonly number[]): string {
  const { t } = useTranslation()
  const { number } = useFormat()
  return t(`user:several.title.${of}`, { count: userIds.length, shown: number(userIds.length) })
}
