import { useForm as useFields } from '@mantine/form'
import { useEffect, useId, useRef, useState } from 'react'
import type { z } from 'zod'
import { ApiProblem } from './api.ts'
import { useCommand } from './query.ts'
import { acceptsNull, fieldErrors } from './validation.ts'

type Values = Record<string, unknown>

type FormInput<Schema extends z.ZodType, Result> = {
  /** What the fields hold at first. When it is read anew and nothing was changed, the fields follow it. */
  initial: Values
  /** The body's schema from the contract: the same rules as the server's. */
  schema: Schema
  /** Sends it. A refusal is shown at the fields it names, or above the buttons. */
  save: (values: z.output<Schema>, version: string | undefined) => Promise<Result>
  /** Which version of a thing the initial values show, to be said when it is saved: see `versionAt`. */
  version?: string | undefined
  /** Sends only the fields that were changed: for a PATCH, where what is left out stays. */
  changedOnly?: boolean
  /** Afterwards: a toast, or going to what was made. */
  saved?: (result: Result) => void
}

/**
 * What a form holds and does. Give it to `Form` or `FormSheet`.
 *
 *     const form = useForm({
 *       initial: { name: user.name, email: user.email, departmentId: user.department?.id ?? null },
 *       schema: userEdit,
 *       changedOnly: true,
 *       save: (body) => call(editUser, { params: { userId: user.id }, body }),
 *       saved: () => toast.done(t('user:saved')),
 *     })
 */
export function useForm<Schema extends z.ZodType, Result>({
  initial,
  schema,
  save,
  changedOnly = false,
  saved,
  version,
}: FormInput<Schema, Result>) {
  const id = useId()
  const fields = useFields<Values>({ initialValues: initial })
  const [fault, setFault] = useState<unknown>()
  const dirty = fields.isDirty()
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(dirty)
  guarded.current = dirty

  // What is read anew while somebody fills in is not what they saw.
  const seen = useRef(version)
  const savedJustNow = useRef(false)
  if (!dirty || savedJustNow.current) seen.current = version
  savedJustNow.current = false

  const known = JSON.stringify(initial)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was read decides, not the object that carries it.
  useEffect(() => {
    if (dirty) return
    fields.setInitialValues(initial)
    fields.setValues(initial)
  }, [known])

  const command = useCommand((values: z.output<Schema>) => save(values, seen.current), {
    problem: 'mine',
    waits: false,
  })

  // The first wrong field gets the focus once the refusal is drawn and the form is no longer busy, and a frame later: a
  // field may have to come forward first, with the tab it is on.
  const refused = useRef(false)
  useEffect(() => {
    if (!refused.current || command.isPending || Object.keys(fields.errors).length === 0) return
    const frame = requestAnimationFrame(() => {
      refused.current = false
      const wrong = document.getElementById(id)?.querySelectorAll<HTMLElement>('[aria-invalid="true"]') ?? []
      Array.from(wrong)
        .find((field) => field.checkVisibility())
        ?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [fields.errors, command.isPending, id])

  const readFields = () => {
    const values = changedOnly ? changes(fields.getValues(), fields.getInitialValues()) : fields.getValues()
    return schema.safeParse(values, { reportInput: true })
  }

  const isSending = useRef(false)
  const submit = async () => {
    // A second click can come before the first is drawn as busy.
    if (isSending.current) return
    isSending.current = true
    await send().finally(() => {
      isSending.current = false
    })
  }

  const send = async () => {
    refused.current = false
    setFault(undefined)
    const read = readFields()
    if (!read.success) return refuse(fieldErrors(read.error), fields.getValues())
    const sent = fields.getValues()
    try {
      const result = await command.mutateAsync(read.data)
      // What was filled in while it was being saved is not saved.
      fields.resetDirty(sent)
      // What is filled in from now on is over what was saved.
      savedJustNow.current = true
      guarded.current = fields.isDirty()
      saved?.(result)
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === 'changed-meanwhile') {
        // They know now: whoever saves again puts theirs over it.
        seen.current = undefined
      }
      if (problem instanceof ApiProblem && problem.errors.length > 0)
        refuse(byField(problem), fields.getValues(), problem)
      else setFault(problem)
    }
  }

  /** Errors of fields that are not on this form are said above its buttons, so that none is lost. */
  const refuse = (errors: Record<string, string>, values: Values, problem?: unknown) => {
    const elsewhere = Object.entries(errors).filter(([field]) => !(field in values))
    if (elsewhere.length > 0)
      setFault(problem ?? new ApiProblem(422, 'invalid', elsewhere.map(([, sentence]) => sentence).join(' ')))
    fields.setErrors(errors)
    refused.current = true
  }

  return {
    id,
    fields,
    fault,
    dirty,
    guarded,
    busy: command.isPending,
    /** What saving now would send: for its impact. Undefined while nothing was changed, or something does not fit. */
    toSend: (): z.output<Schema> | undefined => (dirty ? readFields().data : undefined),
    submit,
    discard: () => {
      guarded.current = false
      setFault(undefined)
      fields.setInitialValues(initial)
      fields.setValues(initial)
      fields.clearErrors()
    },
    acceptsNull: (field: string) => acceptsNull(schema, field),
  }
}

export type FormState = ReturnType<typeof useForm>

function changes(values: Values, before: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])),
  )
}

function byField({ errors }: ApiProblem): Record<string, string> {
  return Object.fromEntries(errors.map(({ field, message }) => [field.replace(/^(body[./])|^\//, ''), message]))
}
