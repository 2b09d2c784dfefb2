import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { aggregateUsage } from './aggregate-usage.ts'
import { parseUsage } from './parse-usage.ts'
import type { UsageRecord } from './usage-record.ts'

/** Usage records in a folder that several processes may share. */
export interface UsageFolder {
  /** Puts the whole of this process's records of a day in place of what it wrote of that day before; all of it or nothing. */
  readonly write: (day: string, records: readonly UsageRecord[]) => Promise<void>
  /** Everything in the folder, of every process, added up. */
  readonly read: () => Promise<readonly UsageRecord[]>
  /** Removes files of days before `oldestDay`, and the oldest ones while all together are larger than `bytesMax`. */
  readonly tidy: (oldestDay: string, bytesMax: number) => Promise<void>
}

const namePattern = /^(\d{4}-\d{2}-\d{2})\.[0-9a-z]{1,32}\.jsonl$/

/** `processId` tells this process's files from those of others; lower-case letters and digits. The folder is made when needed. */
export function createUsageFolder(folder: string, processId: string): UsageFolder {
  const listFiles = async () => (await readdir(folder).catch(() => [])).filter((name) => namePattern.test(name)).sort()

  return {
    async write(day, records) {
      await mkdir(folder, { recursive: true })
      const file = join(folder, `${day}.${processId}.jsonl`)
      const handle = await open(`${file}.tmp`, 'w')
      try {
        // In parts, so that a large file does not hold requests up.
        for (let start = 0; start < records.length; start += 1_000) {
          const lines = records.slice(start, start + 1_000).map((record) => `${JSON.stringify(record)}\n`)
          await handle.write(lines.join(''))
        }
      } finally {
        await handle.close()
      }
      await rename(`${file}.tmp`, file)
    },

    async read() {
      let records: readonly UsageRecord[] = []
      for (const name of await listFiles()) {
        const text = await readFile(join(folder, name), 'utf8').catch(() => '')
        records = aggregateUsage([...records, ...parseUsage(text).records])
      }
      return records
    },

    async tidy(oldestDay, bytesMax) {
      const names = await listFiles()
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size ?? 0),
      )
      let bytes = sizes.reduce((sum, size) => sum + size, 0)
      for (const [index, name] of names.entries()) {
        if (name.slice(0, 10) >= oldestDay && bytes <= bytesMax) continue
        bytes -= sizes[index] ?? 0
        await rm(join(folder, name), { force: true })
      }
    },
  }
}
