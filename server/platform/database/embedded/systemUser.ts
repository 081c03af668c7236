import { readFile, stat } from 'node:fs/promises'
import { StartProblem } from '../../startProblem.ts'

/** Whom PostgreSQL runs as, when not as ourselves. */
export type SystemUser = { uid: number; gid: number }

const nobody: SystemUser = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root, so root hands it to the user the cluster already belongs to, else to `postgres` or
 * `nobody`. Anyone else runs it themselves: null.
 */
export async function chooseSystemUser(cluster: string): Promise<SystemUser | null> {
  const owner = await stat(cluster).catch(() => null)
  const ourselves = process.getuid?.()
  if (ourselves === undefined) return null
  if (ourselves !== 0) {
    if (owner && owner.uid !== ourselves) throw new StartProblem(await strangerSentence(cluster, owner.uid))
    return null
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = await readUsers()
  return users.get('postgres') ?? users.get('nobody') ?? nobody
}

async function strangerSentence(cluster: string, uid: number): Promise<string> {
  const name = [...(await readUsers())].find(([, user]) => user.uid === uid)?.[0] ?? `number ${uid}`
  return (
    `The database in ${cluster} belongs to the system user ${name}. Start Muster as that user or as root, or set ` +
    'MUSTER_DATA to another folder.'
  )
}

async function readUsers(): Promise<Map<string, SystemUser>> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const users = new Map<string, SystemUser>()
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid && Number(uid) !== 0) users.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  return users
}
