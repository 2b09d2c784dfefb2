import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'

const idleMs = 500
const delayMaxMs = 15_000

/**
 * Repeats a step until the signal: at once while it returns true, every 500 ms while there is nothing to do, and after a failure with growing
 * delays up to 15 s. The first failure in a row is logged as a warning, and so is the recovery. Never rejects.
 */
export async function keepGoing(
  what: string,
  step: () => Promise<boolean>,
  deps: { readonly logger: Logger; readonly onFailure: () => void },
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let delayMs = idleMs
    try {
      if (await step()) delayMs = 0
      if (failures > 0) deps.logger.info({ failures }, `${what} goes on`)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      deps.onFailure()
      deps.logger[failures === 0 ? 'warn' : 'debug']({ err: error }, `${what} failed and is tried again`)
      delayMs = Math.min(delayMaxMs, idleMs * 2 ** Math.min(failures++, 10))
    }
    if (delayMs > 0) await sleep(delayMs, undefined, { signal, ref: false }).catch(() => {})
  }
}
