/**
 * A server in small, for the tests of the embedded database: it starts the database, then commits one number after the
 * other and prints each once it is committed. It ends in order on Ctrl-C.
 *
 * node test/ledger.ts <data folder> <address>
 */
import { sql } from 'kysely'
import { openDatabase } from '../server/platform/database/database.ts'
import { startEmbeddedDatabase } from '../server/platform/database/embedded/embedded.ts'
import { silentLog } from '../server/platform/log.ts'

const [folder, address] = process.argv.slice(2)
if (!folder || !address) throw new Error('ledger.ts needs a data folder and an address')

let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})

const embedded = await startEmbeddedDatabase({ folder, address, log: silentLog })
const { db, close } = openDatabase(embedded.url)
await sql`create table if not exists ledger (number int primary key)`.execute(db)
console.log('ready')
while (!interrupted) {
  const { rows } = await sql<{ number: number }>`
    insert into ledger select coalesce(max(number), 0) + 1 from ledger returning number`.execute(db)
  console.log(`committed ${rows[0]?.number}`)
}
await close()
await embedded.stop()
