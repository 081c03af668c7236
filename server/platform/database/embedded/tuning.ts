import { totalmem } from 'node:os'

const mebibyte = 2 ** 20

/**
 * Settings for a server that shares its machine with Muster. Given at each start rather than kept in the cluster,
 * so that a newer Muster or a larger machine has its effect at once.
 */
export function serverSettings(input: { memory?: number; disposable: boolean }): Record<string, string | number> {
  const { memory = availableMemory(), disposable } = input
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    // A quarter, as PostgreSQL's manual advises: a million users take 4 GB, and what does not fit is copied from the system's
    // own cache at each look. Every gigabyte costs 20 ms at each start.
    shared_buffers: inMebibytes(memory / 4, 128, 8192),
    effective_cache_size: inMebibytes(memory / 2, 256, 65_536),
    work_mem: inMebibytes(memory / 256, 8, 64),
    maintenance_work_mem: inMebibytes(memory / 32, 64, 1024),
    max_wal_size: '4GB',
    random_page_cost: 1.1,
    // Compiling a plan takes longer than our statements run.
    jit: 'off',
    // A sparse chunk locks many buckets of users, each an advisory lock.
    max_locks_per_transaction: 256,
    // The server reports its life and its deaths. Errors of statements are the application's to report: there they have
    // a name and a cause, here they would only repeat people's data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_line_prefix: '',
    log_checkpoints: 'off',
    ...(disposable ? disposableSettings : durableSettings),
  }
}

const durableSettings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

/** For a database that is thrown away: nothing survives a crash, and statistics do not change under a test. */
const disposableSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  shared_buffers: '256MB',
  // Test files run side by side, and each has many databases open.
  max_connections: 400,
}

/** In a container the machine's memory is not ours. */
function availableMemory(): number {
  const allowed = process.constrainedMemory()
  return allowed > 0 && allowed < totalmem() ? allowed : totalmem()
}

function inMebibytes(bytes: number, least: number, most: number): string {
  return `${Math.round(Math.min(Math.max(bytes / mebibyte, least), most))}MB`
}
