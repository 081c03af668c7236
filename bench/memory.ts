import { readdir, readFile } from 'node:fs/promises'

/**
 * The most memory, in bytes, that this process and those that it started held during an act, above what they held before.
 * Sampled every twenty milliseconds, and read from /proc: elsewhere than on Linux only this process is seen.
 */
export async function peakOf(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  const idle = await held()
  let peak = idle
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await held())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  await act()
  isOver = true
  await watching
  return peak - idle
}

/** Resident, of this process and of its children: PostgreSQL's shared buffers are not what is asked about. */
async function held(): Promise<number> {
  const children = await readdir('/proc').catch(() => [] as string[])
  const sizes = await Promise.all(children.filter((name) => /^\d+$/.test(name)).map(residentOfChild))
  return process.memoryUsage.rss() + sizes.reduce((sum, size) => sum + size, 0)
}

async function residentOfChild(pid: string): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? ''
    const isOurs = field('PPid') === String(process.pid) && field('Name') !== 'postgres'
    return isOurs ? Number(field('VmRSS')) * 1024 : 0
  } catch {
    // It has ended meanwhile.
    return 0
  }
}
