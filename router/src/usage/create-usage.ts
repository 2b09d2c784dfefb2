import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterConfig } from '../config.ts'
import { createFieldUsage, type FieldUsage } from './create-field-usage.ts'
import { createUsageFolder } from './create-usage-folder.ts'
import { type KeptUsage, keepUsage } from './keep-usage.ts'

/** Field usage as the configuration wants it: in FIELD_USAGE_DIR, or in memory. */
export function createUsage(
  config: Pick<RouterConfig, 'FIELD_USAGE_DIR' | 'FIELD_USAGE_CLIENTS_MAX'>,
  deps: {
    readonly knownOperations: ReadonlySet<string>
    readonly randomHex: (bytes: number) => string
    readonly logger: Logger
    readonly nowMs: () => number
  },
): Pick<FieldUsage, 'note'> & KeptUsage {
  const { knownOperations, randomHex, logger, nowMs } = deps
  const usage = createFieldUsage({ clientsMax: config.FIELD_USAGE_CLIENTS_MAX, knownOperations, nowMs })
  // Another process, also this one started again, writes a file of its own.
  const folder = config.FIELD_USAGE_DIR === undefined ? null : createUsageFolder(config.FIELD_USAGE_DIR, randomHex(8))
  return { note: usage.note, ...keepUsage({ usage, folder, logger, nowMs }) }
}
