import { expect, inject, test } from 'vitest'
import { findWrong, tell } from '../../../test/search.ts'
import { seed } from '../../../test/seed.ts'

const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? 10)

test(`after every random act the engine holds what the oracle says (MUSTER_SEED=${seed})`, {
  timeout: 120_000,
}, async () => {
  const wrong = await findWrong(inject('testServer'), { seed, runs, shrinkingFor: 60_000 })
  if (wrong) expect.fail(tell(wrong, seed))
})
