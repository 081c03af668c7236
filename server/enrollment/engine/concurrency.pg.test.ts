import { expect, test } from 'vitest'
import { letLoose } from '../../../test/crowd/crowd.ts'
import { startMortalDatabase } from '../../../test/crowd/database.ts'
import { seed } from '../../../test/seed.ts'

test(`writers, administrators, workers and servers, and all that can be killed, leave exactly what the facts say, and what anybody was told (MUSTER_SEED=${seed})`, {
  timeout: 240_000,
}, async () => {
  const database = await startMortalDatabase()
  try {
    const { committed, told, foreseen, suffered, differences } = await letLoose(database, {
      seconds: 6,
      seed,
      every: 400,
      least: { told: 10, foreseen: 5 },
    })
    expect(differences).toEqual([])
    expect(committed).toBeGreaterThan(20)
    expect(told).toBeGreaterThan(10)
    expect(foreseen).toBeGreaterThan(5)
    expect(Object.values(suffered).every((times) => times > 0)).toBe(true)
  } finally {
    await database.stop()
  }
})
