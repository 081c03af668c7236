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
    if (!owner || owner.uid === ourselves) return null
    throw new StartProblem(
      `The database in ${cluster} belongs to the system user ${await nameOf(owner.uid)}. Start Muster as that user or ` +
        'as root, or set MUSTER_DATA to another folder.',
    )
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = await readUsers()
  // Any other will do: initdb refuses a user without a name.
  return users.get('postgres') ?? users.get('nobody') ?? [...users.values()][0] ?? nobody
}

/** For sentences: the name of a system user, else the number. */
export async function nameOf(uid: number): Promise<string> {
  if (uid === 0) return 'root'
  return [...(await readUsers())].find(([, user]) => user.uid === uid)?.[0] ?? `number ${uid}`
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
