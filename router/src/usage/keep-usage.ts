import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FieldUsage } from './create-field-usage.ts'
import type { UsageFolder } from './create-usage-folder.ts'
import type { UsageRecord } from './usage-record.ts'

/** Field usage that outlives the process. */
export interface KeptUsage {
  /** Begins to write every minute. */
  readonly start: () => void
  /** Writes now what has not been written. Never rejects: a folder that cannot be written to is told to the log. */
  readonly flush: () => Promise<void>
  /** What is known: of every process that shares the folder, or of this one where there is no folder. */
  readonly list: () => Promise<readonly UsageRecord[]>
  /** Writes for the last time. */
  readonly stop: () => Promise<void>
}

const everyMs = 60_000
const dayMs = 86_400_000
const daysKept = 90
const bytesMax = 1024 ** 3

/**
 * Writes usage to a folder, a file for each day, kept 90 days and 1 GiB at most. Without a folder all is in memory, since the start of
 * the process. What is used in the minute around midnight may stand in the file of the day before; its times are right.
 */
export function keepUsage(deps: {
  readonly usage: FieldUsage
  readonly folder: UsageFolder | null
  readonly logger: Logger
  readonly nowMs: () => number
}): KeptUsage {
  const { usage, folder, logger, nowMs } = deps
  const readDay = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)
  let day = readDay(nowMs())
  let tidiedOn = ''
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(to: UsageFolder): Promise<void> {
    try {
      const records = usage.list()
      if (records.length > 0) await to.write(day, records)
      const today = readDay(nowMs())
      if (today !== day) {
        // What came while the file was being written is in neither day, unless it is written once more.
        const last = usage.list()
        usage.clear()
        const ended = day
        day = today
        if (last.length > 0) await to.write(ended, last)
      }
      if (tidiedOn === today) return
      await to.tidy(readDay(nowMs() - daysKept * dayMs), bytesMax)
      tidiedOn = today
    } catch (error) {
      logger.warn({ err: error }, 'field usage cannot be written')
    }
  }

  /** One after the other. */
  function flush(): Promise<void> {
    if (folder !== null) writing = writing.then(() => write(folder))
    return writing
  }

  return {
    start() {
      if (folder === null) return
      timer = setInterval(() => void flush(), everyMs)
      timer.unref()
    },
    flush,
    async list() {
      if (folder === null) return usage.list()
      await flush()
      return folder.read()
    },
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}
