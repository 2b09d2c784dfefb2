/** What a connection may send at once, and what returns in a second. */
const allowanceMax = 200
const restorePerSecond = 10
/** A message takes one, and one more for each of these. */
const charactersEach = 10_000

/**
 * What one connection may send: 200 messages at once and ten a second in time, large ones counting more. Operations are limited by policies of
 * their own; this is for what is not one, such as pings, and for what cannot be read. Returns whether the next one may still be.
 */
export function createMessageAllowance(nowMs: () => number): (characters: number) => boolean {
  let available = allowanceMax
  let atMs = nowMs()
  return (characters) => {
    const restored = (Math.max(0, nowMs() - atMs) * restorePerSecond) / 1_000
    atMs = nowMs()
    available = Math.min(allowanceMax, available + restored) - 1 - Math.floor(characters / charactersEach)
    return available >= 0
  }
}
