/**
 * Outlives the server by a moment. It waits for the end of its standard input, which comes when the server ends, however
 * it ends; unless the server said that PostgreSQL is stopped already, it stops PostgreSQL cleanly.
 *
 * node watchdog.ts <pid> <started at> [folder to remove afterwards]
 */
import { rm } from 'node:fs/promises'
import { stopPostmaster } from './osProcess.ts'

const [pid, startedAt, disposableFolder] = process.argv.slice(2)
if (!pid || !startedAt) throw new Error('watchdog.ts needs the number and the start of a process')

// A service supervisor signals every process of the service at once; this one has to stay until the last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

let said = ''
for await (const chunk of process.stdin) said += chunk
if (said !== 'stopped') await stopPostmaster({ pid: Number(pid), startedAt })
if (disposableFolder) await rm(disposableFolder, { recursive: true, force: true })
