import { type DestinationStream, pino } from 'pino'
import type { Logger } from './logger.ts'

/** One JSON object a line, to standard output unless a destination is given. */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['*.password', '*.authorization'],
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
