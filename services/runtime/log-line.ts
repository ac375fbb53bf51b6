import { hostname } from 'node:os';

/** The levels of pino, by which the rest of the log tells how grave a line is. */
export const LEVEL = { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** A line of the log in the form of all others, for places that have no logger. */
export function logLine(level: keyof typeof LEVEL, msg: string, more: object = {}): string {
  const common = { level: LEVEL[level], time: Date.now(), pid: process.pid, hostname: hostname() };
  return `${JSON.stringify({ ...common, ...more, msg })}\n`;
}
