import { configDefaults, defineConfig } from 'vitest/config'
import { patience } from './test/slow.ts'

const needsPostgres = ['**/*.pg.test.ts', '**/*.http.test.ts']
const needsBrowser = ['test/e2e/**/*.e2e.test.ts']
const elsewhere = [...configDefaults.exclude, 'data/**', 'dist/**']

export default defineConfig({
  test: {
    // The reference machine has two cores, and PostgreSQL needs its share of them.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...elsewhere, ...needsPostgres, ...needsBrowser],
        },
      },
      {
        test: {
          name: 'pg',
          include: needsPostgres,
          exclude: elsewhere,
          globalSetup: ['test/globalSetup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: needsBrowser,
          exclude: elsewhere,
          // The server of databases first, then the built web app.
          globalSetup: ['test/globalSetup.ts', 'test/e2e/globalSetup.ts'],
          testTimeout: 60_000 * patience,
          hookTimeout: 60_000 * patience,
          expect: { poll: { timeout: 15_000 * patience } },
        },
      },
    ],
  },
})
