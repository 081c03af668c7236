import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type LogLevel, logLevels } from './log.ts'
import { StartProblem } from './startProblem.ts'

export type Settings = {
  /** The address and port listened on. */
  host: string
  port: number
  /** Where browsers and mails find Muster, without a slash at the end. */
  url: string
  /** The data folder, as an absolute path. */
  data: string
  /** An external PostgreSQL; null: the embedded one in the data folder. */
  databaseUrl: string | null
  /** The mail server; null: mail is kept. */
  smtpUrl: string | null
  mailFrom: string
  logLevel: LogLevel
}

/** What the README's table says, word for word: a test compares the two. */
export const settingList: readonly { name: string; meaning: string; fallback: string }[] = [
  { name: 'MUSTER_PORT', meaning: 'The port to listen on; `PORT` is read when it is not set', fallback: '3000' },
  {
    name: 'MUSTER_HOST',
    meaning: 'The address to listen on; only this machine reaches the default, `0.0.0.0` lets others in',
    fallback: '127.0.0.1',
  },
  {
    name: 'MUSTER_URL',
    meaning: 'Where browsers find Muster; links in mails begin with it',
    fallback: 'http://localhost:<port>',
  },
  {
    name: 'MUSTER_DATA',
    meaning: 'The data folder: the embedded database, and files; one running Muster per folder',
    fallback: './data',
  },
  {
    name: 'DATABASE_URL',
    meaning: 'A PostgreSQL of your own (15 or newer), such as `postgres://user:password@host/database`',
    fallback: 'the embedded database',
  },
  {
    name: 'SMTP_URL',
    meaning: 'The server that sends mail, such as `smtp://user:password@host:587`',
    fallback: 'none: mail is kept',
  },
  { name: 'MUSTER_MAIL_FROM', meaning: 'The sender of mail', fallback: 'Muster <no-reply@<host of MUSTER_URL>>' },
  {
    name: 'LOG_LEVEL',
    meaning: `How much is logged: ${logLevels.map((level) => `\`${level}\``).join(', ')}`,
    fallback: 'info',
  },
]

/** One sentence for each wrong setting, a line each. */
export class SettingsProblem extends StartProblem {
  override name = 'SettingsProblem'
}

/** Reads the environment. A value set to nothing counts as not set. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const wrong: string[] = []
  const read = <T>(name: string, fallback: T, parse: (text: string) => T | undefined, allowed: string): T => {
    const text = env[name]?.trim()
    if (!text) return fallback
    const value = parse(text)
    if (value !== undefined) return value
    wrong.push(`${name} is ${withoutPassword(text)}; it must be ${allowed}.`)
    return fallback
  }
  wrong.push(...misspelled(env))
  const port = read(env.MUSTER_PORT?.trim() ? 'MUSTER_PORT' : 'PORT', 3000, parsePort, 'a number from 1 to 65535')
  const url = read(
    'MUSTER_URL',
    `http://localhost:${port}`,
    parsePublicUrl,
    'the beginning of a web address without a path, such as https://academy.example.com',
  )
  const settings: Settings = {
    port,
    url,
    host: read('MUSTER_HOST', '127.0.0.1', parseHost, 'an IP address or the name of this machine, without a port'),
    data: resolve(env.MUSTER_DATA?.trim() || './data'),
    databaseUrl: read<string | null>(
      'DATABASE_URL',
      null,
      (text) => parseAddress(text, ['postgres:', 'postgresql:']),
      'like postgres://user:password@host:5432/database',
    ),
    smtpUrl: read<string | null>(
      'SMTP_URL',
      null,
      (text) => parseAddress(text, ['smtp:', 'smtps:']),
      'like smtp://user:password@host:587 or smtps://user:password@host:465',
    ),
    mailFrom: read(
      'MUSTER_MAIL_FROM',
      `Muster <no-reply@${new URL(url).hostname}>`,
      parseSender,
      'an e-mail address, or a name and an address like Academy <academy@example.com>',
    ),
    logLevel: read('LOG_LEVEL', 'info', parseLogLevel, `one of ${logLevels.join(', ')}`),
  }
  if (wrong.length > 0) throw new SettingsProblem(wrong.join('\n'))
  return settings
}

/** A misspelled name would otherwise be a setting without effect. */
function misspelled(env: NodeJS.ProcessEnv): string[] {
  const ours = settingList.map(({ name }) => name).filter((name) => name.startsWith('MUSTER_'))
  const strange = Object.keys(env).filter((name) => name.startsWith('MUSTER_') && !ours.includes(name))
  return strange.map((name) => `${name} is set, and there is no such setting; the settings are ${ours.join(', ')}.`)
}

function parsePort(text: string): number | undefined {
  const port = Number(text)
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined
}

function parseHost(text: string): string | undefined {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) ? text : undefined
}

function parsePublicUrl(text: string): string | undefined {
  const url = URL.parse(text)
  const isPlain = url !== null && ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
  return isPlain ? url.origin : undefined
}

function parseAddress(text: string, protocols: string[]): string | undefined {
  const url = URL.parse(text)
  return url !== null && protocols.includes(url.protocol) && url.host !== '' ? text : undefined
}

function parseSender(text: string): string | undefined {
  return /^([^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) ? text : undefined
}

function parseLogLevel(text: string): LogLevel | undefined {
  return logLevels.find((level) => level === text)
}

/** What was given goes to a screen or a log, and a password in it must not. */
function withoutPassword(text: string): string {
  return text.replace(/^((?:[a-z+]+:\/\/)?[^:@]*):.*@/i, '$1:…@')
}
