import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { newUser } from '../../server/user/contract.ts'
import english from '../locales/en/kit.json' with { type: 'json' }
import { speak } from './language.ts'
import { acceptsNull, fieldErrors } from './validation.ts'

beforeAll(async () => {
  Object.assign(globalThis, { document: { documentElement: {} } })
  await speak('en')
})

function errorsOf(schema: z.ZodType, values: unknown): Record<string, string> {
  const read = schema.safeParse(values, { reportInput: true })
  return read.success ? {} : fieldErrors(read.error)
}

it('asks for what is missing, in the words of the screen', () => {
  const errors = errorsOf(newUser, { name: '', email: '', companyId: null })
  expect(errors).toEqual({
    name: english.invalid.empty,
    email: english.invalid.empty,
    companyId: english.invalid.empty,
  })
})

it('says what an address looks like', () => {
  expect(errorsOf(newUser, { name: 'Ann', email: 'ann', companyId: 1 })).toEqual({ email: english.invalid.email })
})

it('counts what is too long', () => {
  expect(errorsOf(z.object({ name: z.string().max(3) }), { name: 'Anna' })).toEqual({ name: 'At most 3 characters.' })
})

it('knows which fields may be emptied', () => {
  expect(acceptsNull(newUser, 'employeeNumber')).toBe(true)
  expect(acceptsNull(newUser, 'name')).toBe(false)
  expect(acceptsNull(newUser, 'nothing')).toBe(false)
})
