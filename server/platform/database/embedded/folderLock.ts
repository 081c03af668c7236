import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartProblem } from '../../startProblem.ts'
import { identifyProcess, isAlive, type ProcessIdentity } from './osProcess.ts'

export type Claim = ProcessIdentity & { address: string }

/**
 * Claims a data folder for this process by the file `muster.json`, or refuses with the address of the Muster that holds
 * it. A claim whose process is gone, because it crashed or the machine did, counts for nothing.
 */
export async function claimFolder(input: { folder: string; address: string }): Promise<{ release(): Promise<void> }> {
  const { folder, address } = input
  const file = claimFile(folder)
  const own = await ownClaim(address)
  while (!(await placeClaim(file, own))) {
    const holder = await readClaim(file)
    if (holder && (await isAlive(holder))) throw new StartProblem(refusal(folder, holder))
    await removeStale(file)
  }
  return {
    async release() {
      const holder = await readClaim(file)
      if (holder && sameProcess(holder, own)) await rm(file, { force: true })
    },
  }
}

/** The Muster that runs on a data folder at this moment; null when none does. */
export async function findHolder(folder: string): Promise<Claim | null> {
  const claim = await readClaim(claimFile(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error
    throw new StartProblem(`The data folder ${folder} is another system user’s: only that one may use it.`)
  })
  return claim && (await isAlive(claim)) ? claim : null
}

const claimFile = (folder: string) => join(folder, 'muster.json')

function refusal(folder: string, holder: Claim): string {
  return (
    `A Muster is already running on the data folder ${folder}: ${holder.address} (process ${holder.pid}). ` +
    'Use that one, stop it first, or set MUSTER_DATA to another folder.'
  )
}

async function ownClaim(address: string): Promise<Claim> {
  const identity = await identifyProcess(process.pid)
  if (!identity) throw new Error('this process cannot find itself in the process list')
  return { ...identity, address }
}

/** A link, unlike a write, fails when the name is taken, and shows the whole content at once. */
async function placeClaim(file: string, claim: Claim): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${JSON.stringify(claim)}\n`, { mode: 0o600 })
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function readClaim(file: string): Promise<Claim | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  try {
    const claim = JSON.parse(text) as Partial<Claim> | null
    if (!claim || !Number.isInteger(claim.pid) || typeof claim.startedAt !== 'string') return null
    return { pid: claim.pid as number, startedAt: claim.startedAt, address: claim.address ?? 'address unknown' }
  } catch {
    // A claim that a full disk cut short holds nothing.
    return null
  }
}

/**
 * Takes a stale claim away. Another start may have done so and placed its own between our look and our hand: then it is
 * put back.
 */
async function removeStale(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const taken = await readClaim(aside)
  if (taken && (await isAlive(taken))) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

function sameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt
}
