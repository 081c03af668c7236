import { workOnce } from '../server/enrollment/jobs.ts'
import { importOnce } from '../server/import/jobs.ts'
import { silentBell } from '../server/platform/bell.ts'
import { openDatabase } from '../server/platform/database/database.ts'
import { silentLog } from '../server/platform/log.ts'

// A process that works on imports, and on what they leave to the engine, until it is killed.

const { db } = openDatabase(process.argv[2] ?? '', { applicationName: 'import worker', maxConnections: 4 })
process.stdout.write('ready\n')
for (;;) {
  const worked = (await importOnce(db, { bell: silentBell, log: silentLog })) || (await workOnce(db, 0))
  if (!worked) await new Promise((resolve) => setTimeout(resolve, 10))
}
