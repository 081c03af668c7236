import { expect, it } from 'vitest'
import { serverSettings } from './tuning.ts'

const gibibyte = 2 ** 30

it('the database takes its share of the memory there is, within bounds', () => {
  expect(serverSettings({ memory: 8 * gibibyte, disposable: false })).toMatchObject({
    shared_buffers: '2048MB',
    effective_cache_size: '4096MB',
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
  })
  expect(serverSettings({ memory: gibibyte / 4, disposable: false })).toMatchObject({
    shared_buffers: '128MB',
    work_mem: '8MB',
  })
  expect(serverSettings({ memory: 512 * gibibyte, disposable: false })).toMatchObject({ shared_buffers: '8192MB' })
})

it('only a database that is thrown away goes without durability', () => {
  const safe = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
  expect(serverSettings({ disposable: false })).toMatchObject(safe)
  expect(serverSettings({ disposable: true })).toMatchObject({
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  })
})
