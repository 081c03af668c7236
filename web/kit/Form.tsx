import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, isOvertaken, toTell } from './api.ts'
import { Button } from './Button.tsx'
import styles from './Form.module.css'
import { standsAtFoot } from './foot.ts'
import { useUnsavedGuard } from './guard.ts'
import { Sheet } from './Sheet.tsx'
import { ProblemNote, Warning } from './states.tsx'
import { toast } from './toast.tsx'
import type { FormState } from './useForm.ts'

// Fields only read and write values by name, so the schema's type is of no use to them.
type AnyForm = Pick<
  FormState,
  'id' | 'fields' | 'fault' | 'dirty' | 'guarded' | 'busy' | 'submit' | 'discard' | 'acceptsNull'
>

const FormContext = createContext<AnyForm | undefined>(undefined)

/**
 * A form on a page. **Save changes** appears when there is something to save; leaving asks first.
 *
 *     <Form form={form}>
 *       <TextField name="name" label={t('user:name')} required />
 *     </Form>
 */
export function Form({ form, impact, children }: { form: AnyForm; impact?: ReactNode; children: ReactNode }) {
  useUnsavedGuard(form.guarded)
  const { dirty, busy, fault, submit, discard } = form
  return (
    <FormContext value={form}>
      <FormElement form={form}>{children}</FormElement>
      <SaveBar dirty={dirty} busy={busy} fault={fault} save={submit} discard={discard} impact={impact} />
    </FormContext>
  )
}

type FormSheetProps = {
  form: AnyForm
  open: boolean
  onClose: () => void
  title: string
  subtitle?: ReactNode
  submitLabel: string
  /** What saving would do, above the buttons. */
  impact?: ReactNode
  children: ReactNode
}

/**
 * A form in a side sheet, to create something or to change it beside the page.
 *
 *     <FormSheet form={form} open={open} onClose={close} title={t('user:new')} submitLabel={t('user:create')}>…fields…</FormSheet>
 */
export function FormSheet({ form, open, onClose, title, subtitle, submitLabel, impact, children }: FormSheetProps) {
  const { t } = useTranslation()
  const leave = () => {
    form.discard()
    onClose()
  }
  const overtaken = t('kit:save.overtaken', { save: submitLabel, cancel: t('kit:cancel') })
  const isOverwritten = form.fault instanceof ApiProblem && form.fault.code === 'changed-meanwhile'
  return (
    <Sheet
      open={open}
      onClose={leave}
      title={title}
      subtitle={subtitle}
      unsaved={form.guarded}
      footer={
        <>
          {impact && <div className={styles.impact}>{impact}</div>}
          <Button onClick={leave}>{t('kit:cancel')}</Button>
          <Button look="primary" type="submit" form={form.id} busy={form.busy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <FormContext value={form}>
        <FormElement form={form}>
          {children}
          {isOverwritten ? <Warning>{overtaken}</Warning> : <ProblemNote fault={form.fault} />}
        </FormElement>
      </FormContext>
    </Sheet>
  )
}

/** A form with its one button below it: sign-in, a new password. Nothing to discard, nobody to warn. */
export function PlainForm({
  form,
  submitLabel,
  children,
}: {
  form: AnyForm
  submitLabel: string
  children: ReactNode
}) {
  return (
    <FormContext value={form}>
      <FormElement form={form}>
        {children}
        <ProblemNote fault={form.fault} />
        <div className={styles.wide}>
          <Button look="primary" type="submit" busy={form.busy}>
            {submitLabel}
          </Button>
        </div>
      </FormElement>
    </FormContext>
  )
}

function FormElement({ form, children }: { form: AnyForm; children: ReactNode }) {
  return (
    <form
      id={form.id}
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      {children}
    </form>
  )
}

/** Fields side by side where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={styles.columns}>{children}</div>
}

/** Fields that belong together, under a heading. */
export function Section({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={styles.section}>
      <legend>{title}</legend>
      {text && <p>{text}</p>}
      {children}
    </fieldset>
  )
}

type SaveBarProps = {
  dirty: boolean
  busy?: boolean
  count?: number
  save: () => void
  discard: () => void
  fault?: unknown
  /** What is saved here goes beside what others saved meanwhile, and not over it. */
  adds?: boolean
  /** What saving would do, beside the button. */
  impact?: ReactNode
}

/**
 * **Save changes**, at the foot of the page while there is something to save. Also for pages whose changes are no form,
 * such as links to be added; Ctrl-S saves.
 *
 *     <SaveBar dirty={added.length > 0} busy={saving} count={added.length} save={save} discard={clear} fault={fault} />
 */
export function SaveBar({ dirty, busy = false, count, save, discard, fault, adds = false, impact }: SaveBarProps) {
  const { t } = useTranslation()
  useOvertaken({ dirty, busy, fault, discard })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!dirty || event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
      // Also while it is being saved: the browser would offer to save the page as a file.
      event.preventDefault()
      if (!busy) save()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [dirty, busy, save])
  if (!dirty) return null
  const told = toTell(fault)
  return (
    <section className={styles.saveBar} ref={standsAtFoot} aria-label={t('kit:save.unsaved')}>
      <div className={styles.saveSays}>
        {adds && isOvertaken(told) ? <Warning>{t('kit:save.beside')}</Warning> : <ProblemNote fault={told} />}
        {impact ?? (told ? null : <p>{t('kit:save.unsaved')}</p>)}
      </div>
      <Button onClick={discard} disabled={busy}>
        {t('kit:save.discard')}
      </Button>
      <Button look="primary" busy={busy} onClick={save} aria-keyshortcuts="Control+S">
        {t('kit:save.changes')}
      </Button>
      {count !== undefined && <span className={styles.saveCount}>{count}</span>}
      <kbd aria-hidden className={styles.saveKey}>
        {t('kit:save.shortcut')}
      </kbd>
    </section>
  )
}

/** Somebody else saved first, and when that was read nothing was left to save here: says so, or it would just be gone. */
function useOvertaken({ dirty, busy, fault, discard }: Pick<SaveBarProps, 'dirty' | 'busy' | 'fault' | 'discard'>) {
  const { t } = useTranslation()
  const isOver = !dirty && !busy && isOvertaken(fault)
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once.
  useEffect(() => {
    if (!isOver) return
    toast.say(t('kit:save.nothingLeft'))
    discard()
  }, [isOver])
}

/** What a field of this name shows and does. Fails at once on a name the form does not hold. */
export function useField(name: string) {
  const form = useContext(FormContext)
  if (!form) throw new Error(`The field “${name}” stands outside a form.`)
  const { fields, acceptsNull } = form
  if (!(name in fields.getInitialValues())) throw new Error(`The form holds no “${name}”.`)
  return {
    value: fields.values[name],
    error: fields.errors[name],
    set: (value: unknown) => fields.setFieldValue(name, value),
    setText: (text: string) => fields.setFieldValue(name, text === '' && acceptsNull(name) ? null : text),
  }
}
