/** Runs something once after a time in ms; what it returns calls that off. Tests give one they move by hand. */
export type Schedule = (run: () => void, delayMs: number) => () => void
