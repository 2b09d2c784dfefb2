/**
 * The outcome of `work`, or a rejection once it takes longer than `timeoutMs`. An answer that is there already when the
 * time is up counts: a process that was busy for longer than that does not take its own delay for the other side's.
 */
export function settleWithin<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Timers run before sockets are read; what arrived meanwhile is read before this runs.
      setImmediate(() => reject(new Error(`no answer within ${timeoutMs} ms`)))
    }, timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
