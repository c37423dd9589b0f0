import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Keys that carry what a citizen wrote or was told, or who they are; never written. */
const CITIZENS_OWN = [
  'text',
  'question',
  'body',
  'query',
  'answer',
  'turns',
  'cookie',
  'authorization',
  'ip',
  'conversationId',
];

/** JSON lines on standard error, so that standard output stays free for people. */
export function createLog(level: LogLevel, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: CITIZENS_OWN.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        remove: true,
      },
    },
    destination ?? pino.destination(2),
  );
}
