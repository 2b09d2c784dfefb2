import type { Logger } from '../logging/logger.ts'

/** Calls `stop` once at the first SIGTERM or SIGINT and exits: 0 when it went well. */
export function stopOnSignal(logger: Logger, stop: () => Promise<void>): void {
  let isStopping = false
  const onSignal = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    logger.info({ signal }, 'stopping')
    try {
      await stop()
      process.exit(0)
    } catch (error) {
      logger.error({ err: error }, 'did not stop cleanly')
      process.exit(1)
    }
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
