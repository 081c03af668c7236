import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { departments, type UnitListItem } from '../../server/organization/contract.ts'
import { changesSentence, savedSentence } from '../enrollment/changes.ts'
import { withOutcome } from '../enrollment/followed.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call, versionAt } from '../kit/api.ts'
import { FormSheet } from '../kit/Form.tsx'
import { TextField } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { DepartmentFields, type Place } from './DepartmentFields.tsx'
import { type Kind, kinds } from './kinds.ts'

type UnitSheetProps = {
  kind: Kind
  /** The one to be edited; without it a new one is made. */
  unit?: UnitListItem | undefined
  /** What a new one is suggested to be called. */
  name?: string | undefined
  /** Where a new department is suggested to be. */
  place?: Place | undefined
  /** What follows when a new one is made; else one goes to it. */
  then?: ((unit: UnitListItem) => void) | undefined
  open: boolean
  onClose: () => void
}

/** A unit, new or not. To a new one one goes, unless told otherwise: the next thing is to assign to it. */
export function UnitSheet(props: UnitSheetProps) {
  const { kind, unit, open } = props
  if (!open) return null
  if (kind !== 'departments')
    return unit ? <Renaming {...props} kind={kind} unit={unit} /> : <Naming {...props} kind={kind} />
  return unit ? <Moving {...props} unit={unit} /> : <Founding {...props} />
}

type Sheet = Omit<UnitSheetProps, 'unit' | 'kind'>
type Plain = Exclude<Kind, 'departments'>

function Naming({ kind, name = '', then, open, onClose }: Sheet & { kind: Plain }) {
  const { t } = useTranslation()
  const { create } = kinds[kind].operations
  const created = useCreated(kind, onClose, then)
  const form = useForm({
    initial: { name },
    schema: create.body,
    save: (body) => call(create, { body }),
    saved: created,
  })
  return (
    <FormSheet
      form={form}
      open={open}
      onClose={onClose}
      title={t(`organization:${kind}.new`)}
      subtitle={kind === 'functions' ? t('organization:functions.help') : undefined}
      submitLabel={t(`organization:${kind}.create`)}
    >
      <NameField />
    </FormSheet>
  )
}

function Renaming({ kind, unit, open, onClose }: Sheet & { kind: Plain; unit: UnitListItem }) {
  const { t } = useTranslation()
  const offer = useUndoOffer()
  const { edit } = kinds[kind].operations
  const form = useForm({
    initial: { name: unit.name },
    schema: edit.body,
    version: versionAt(kinds[kind].operations.read, { unitId: unit.id }),
    save: (body, version) => call(edit, { params: { unitId: unit.id }, body, version }),
    saved: ({ name, batchId }) => {
      toast.done(t('organization:renamed', { name }), offer({ batchId }))
      onClose()
    },
  })
  return (
    <FormSheet
      form={form}
      open={open}
      onClose={onClose}
      title={t('organization:renameTitle', { name: unit.name })}
      submitLabel={t('organization:rename')}
    >
      <NameField />
    </FormSheet>
  )
}

function Founding({ name = '', place, then, open, onClose }: Sheet) {
  const { t } = useTranslation()
  const created = useCreated('departments', onClose, then)
  const form = useForm({
    initial: { name, companyId: place?.company.id ?? null, parentId: place?.parent?.id ?? null },
    schema: departments.create.body,
    save: (body) => call(departments.create, { body }),
    saved: created,
  })
  return (
    <FormSheet
      form={form}
      open={open}
      onClose={onClose}
      title={t('organization:departments.new')}
      submitLabel={t('organization:departments.create')}
    >
      <NameField />
      <DepartmentFields place={place} />
    </FormSheet>
  )
}

/** A department moved takes those below it along, and what that means for people is shown before it is saved. */
function Moving({ unit, open, onClose }: Sheet & { unit: UnitListItem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const offer = useUndoOffer()
  const { edit } = departments
  const params = { unitId: unit.id }
  const form = useForm({
    initial: { name: unit.name, companyId: unit.company?.id ?? null, parentId: unit.parent?.id ?? null },
    schema: edit.body,
    changedOnly: true,
    version: versionAt(departments.read, params),
    save: (body, version) => withOutcome(call(edit, { params, body, version })),
    saved: ({ name, outcome }) => {
      const told =
        name === unit.name
          ? savedSentence(t, format, outcome)
          : `${t('organization:renamed', { name })} ${changesSentence(t, format, outcome)}`
      toast.done(told, offer(outcome))
      onClose()
    },
  })
  const body = form.toSend()
  const moves = body !== undefined && (body.companyId !== undefined || body.parentId !== undefined)
  return (
    <FormSheet
      form={form}
      open={open}
      onClose={onClose}
      title={t('organization:editTitle', { name: unit.name })}
      submitLabel={t('kit:save.changes')}
      impact={moves && <ImpactLine of={act(edit, { params, body })} />}
    >
      <NameField />
      {unit.company && <DepartmentFields place={{ company: unit.company, parent: unit.parent }} department={unit} />}
    </FormSheet>
  )
}

function NameField() {
  const { t } = useTranslation()
  return <TextField name="name" label={t('organization:name')} required autoFocus />
}

function useCreated(kind: Kind, onClose: () => void, then: UnitSheetProps['then']): (unit: UnitListItem) => void {
  const { t } = useTranslation()
  const go = useNavigate()
  return (unit) => {
    toast.done(t('organization:created', { name: unit.name }))
    onClose()
    if (then) then(unit)
    else void go({ to: `/organise/${kind}/${unit.id}` })
  }
}
