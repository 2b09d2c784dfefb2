const pattern = /^(\d{1,9}) ?(ms|s|m|h|d)$/
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Timers of Node.js reach no further. */
const windowMsMax = 24 * 86_400_000

/**
 * The window of a `@rateLimit` in milliseconds: a whole number and ms, s, m, h or d, at most 24 days. Throws on
 * anything else.
 */
export function parseWindowMs(window: string): number {
  const [, amount, unit] = pattern.exec(window) ?? []
  const windowMs = Number(amount) * (unitMs[unit as keyof typeof unitMs] ?? Number.NaN)
  if (!(windowMs > 0 && windowMs <= windowMsMax))
    throw new Error(`@rateLimit(window: "${window}") is not a time such as "10s", "1m" or "1h", at most "24d".`)
  return windowMs
}
