import { type Logger, pino } from 'pino'

export type Log = Logger

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** One JSON object a line for machines to read; coloured lines when a person looks at a terminal. */
export function createLog(input: { level: LogLevel; pretty?: boolean }): Log {
  const { level, pretty = process.stdout.isTTY === true } = input
  if (!pretty) return pino({ level, timestamp: pino.stdTimeFunctions.isoTime })
  return pino({
    level,
    transport: { target: 'pino-pretty', options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' } },
  })
}

/** For tests and one-off commands that speak for themselves. */
export const silentLog: Log = pino({ level: 'silent' })
