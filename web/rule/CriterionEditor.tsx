import { NativeSelect, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Criterion, NamedThing } from '../../server/rule/contract.ts'
import { Choices } from '../kit/Choices.tsx'
import { DayInput } from '../kit/DayInput.tsx'
import { Switch } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { type AddedIs, askedAs, type Chip } from './builder.ts'
import styles from './Criterion.module.css'
import { wordOf } from './sentence.ts'
import { ValuesEditor } from './ValuesEditor.tsx'
import { languagesIn, searchOf } from './values.ts'

type EditorProps = { chip: Omit<Chip, 'key'>; onChange: (to: Omit<Chip, 'key'>) => void; finish: () => void }

/** What a criterion asks, chosen in place: every choice shows in the sentence and in the count at once. */
export function CriterionEditor({ chip, onChange, finish }: EditorProps) {
  const { criterion } = chip
  if (criterion.kind === 'added') return <AddedEditor criterion={criterion} onChange={onChange} />
  return (
    <>
      <Negation criterion={criterion} onChange={(to) => onChange({ ...chip, criterion: to })} />
      {criterion.kind === 'user' && (criterion.is === 'reports' || criterion.is === 'reports-directly') && (
        <Depth criterion={criterion} onChange={(to) => onChange({ ...chip, criterion: to })} />
      )}
      {criterion.kind === 'language' && (
        <Languages criterion={criterion} onChange={(to) => onChange({ ...chip, criterion: to })} finish={finish} />
      )}
      {'ids' in criterion && <Things criterion={criterion} values={chip.values} onChange={onChange} finish={finish} />}
    </>
  )
}

type Of<Kind extends Criterion> = { criterion: Kind; onChange: (to: Criterion) => void }

function Negation({ criterion, onChange }: Of<Exclude<Criterion, { kind: 'added' }>>) {
  const { t } = useTranslation()
  const words = wordOf(criterion) === 'manager' ? 'manager' : 'values'
  return (
    <Choices
      inline
      quietLabel
      label={t('rule:form.negation')}
      choices={[
        { value: 'is', label: t(`rule:form.${words}.is`) },
        { value: 'not', label: t(`rule:form.${words}.not`) },
      ]}
      value={criterion.negated ? 'not' : 'is'}
      onChange={(value) => onChange({ ...criterion, negated: value === 'not' })}
    />
  )
}

type Reports = Extract<Criterion, { is: 'reports' | 'reports-directly' }>

function Depth({ criterion, onChange }: Of<Reports>) {
  const { t } = useTranslation()
  return (
    <Choices
      inline
      quietLabel
      label={t('rule:form.depth')}
      choices={[
        { value: 'reports', label: t('rule:form.anyDepth') },
        { value: 'reports-directly', label: t('rule:form.directly') },
      ]}
      value={criterion.is}
      onChange={(is) => onChange({ ...criterion, is } as Reports)}
    />
  )
}

function Languages({
  criterion,
  onChange,
  finish,
}: Of<Extract<Criterion, { kind: 'language' }>> & { finish: () => void }) {
  const { t, i18n } = useTranslation()
  const all = languagesIn(i18n.language).map(({ code, name }) => ({ id: code, title: name }))
  return (
    <ValuesEditor
      label={t('rule:form.search.language')}
      searchKey={['languages', i18n.language]}
      search={async (term) => {
        const items = all.filter(({ title }) => title.toLowerCase().includes(term.toLowerCase()))
        return { items, total: items.length }
      }}
      picked={all.filter(({ id }) => criterion.codes.includes(id))}
      onToggle={({ id }) => onChange({ ...criterion, codes: toggled(criterion.codes, id) })}
      finish={finish}
    />
  )
}

type WithIds = Extract<Criterion, { ids: number[] }>

function Things({
  criterion,
  values,
  onChange,
  finish,
}: {
  criterion: WithIds
  values: readonly NamedThing[]
  onChange: EditorProps['onChange']
  finish: () => void
}) {
  const { t } = useTranslation()
  const { searchKey, search, all, paste } = searchOf(criterion, t)
  const picked = values.map(({ id, name, archived }) => ({
    id,
    title: archived ? t('rule:archivedName', { name }) : name,
  }))
  return (
    <>
      <ValuesEditor
        label={t(`rule:form.search.${criterion.kind}`)}
        searchKey={searchKey}
        search={search}
        all={all}
        paste={paste}
        picked={picked}
        onAdd={(items) =>
          onChange({
            criterion: { ...criterion, ids: [...criterion.ids, ...items.map(({ id }) => id)] },
            values: [
              ...values,
              ...items.map(({ id, title: name }) => ({ kind: criterion.kind, id, name, archived: false })),
            ],
          })
        }
        onToggle={({ id, title }) => {
          const isThere = criterion.ids.includes(id)
          onChange({
            criterion: { ...criterion, ids: toggled(criterion.ids, id) },
            values: isThere
              ? values.filter((one) => one.id !== id)
              : [...values, { kind: criterion.kind, id, name: title, archived: false }],
          })
        }}
        finish={finish}
      />
      {criterion.kind === 'department' && (
        <Switch
          label={t('rule:form.below')}
          checked={criterion.below}
          onChange={(below) => onChange({ values, criterion: { ...criterion, below } })}
        />
      )}
    </>
  )
}

type Added = Extract<Criterion, { kind: 'added' }>
const addedWays: readonly AddedIs[] = ['in-last-days', 'at-least-days-ago', 'before', 'after', 'on', 'between']

function AddedEditor({ criterion, onChange }: { criterion: Added; onChange: EditorProps['onChange'] }) {
  const { t } = useTranslation()
  const { today } = useFormat()
  const set = (to: Added) => onChange({ criterion: to, values: [] })
  return (
    <>
      <NativeSelect
        label={t('rule:form.added.how')}
        data={addedWays.map((value) => ({ value, label: t(`rule:form.added.${value}`) }))}
        value={criterion.is}
        onChange={(event) => set(askedAs(criterion, event.currentTarget.value as AddedIs, today()))}
        rightSection={<IconChevronDown size={15} aria-hidden />}
        data-autofocus
      />
      {'days' in criterion && (
        <TextInput
          type="number"
          inputMode="numeric"
          label={t('rule:form.added.days')}
          value={Number.isNaN(criterion.days) ? '' : criterion.days}
          min={1}
          max={36_500}
          step={1}
          onChange={({ currentTarget: { value } }) =>
            set({ ...criterion, days: value === '' ? Number.NaN : Math.trunc(Number(value)) })
          }
        />
      )}
      {'day' in criterion && (
        <DayInput
          label={t('rule:form.added.day')}
          value={criterion.day}
          onChange={(day) => set({ ...criterion, day })}
        />
      )}
      {'from' in criterion && (
        <div className={styles.days}>
          <DayInput
            label={t('rule:form.added.from')}
            value={criterion.from}
            onChange={(from) => set({ ...criterion, from })}
          />
          <DayInput label={t('rule:form.added.to')} value={criterion.to} onChange={(to) => set({ ...criterion, to })} />
        </div>
      )}
    </>
  )
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}
