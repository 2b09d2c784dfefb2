/** How an owner answers, in classes. */
export interface ResponseStatistics {
  /** 0 to 1 in steps of .1. */
  readonly answerRate: number
  /** The end of its class; null when it is longer than all, or nothing was answered. */
  readonly medianAnswerSeconds: number | null
}

/** With fewer conversations nothing is told. */
const inquiriesMin = 3
/** An hour, four, twelve, a day, three days, a week. */
const classesSeconds = [3_600, 14_400, 43_200, 86_400, 259_200, 604_800] as const

/** Of the conversations that count, how many were answered, and half of these within how many seconds. Null with too few. */
export function classifyResponses(counted: {
  readonly inquiries: number
  readonly answered: number
  readonly medianSeconds: number | null
}): ResponseStatistics | null {
  const { inquiries, answered, medianSeconds } = counted
  if (inquiries < inquiriesMin) return null
  const longest = medianSeconds === null ? undefined : classesSeconds.find((seconds) => medianSeconds <= seconds)
  return { answerRate: Math.round((answered / inquiries) * 10) / 10, medianAnswerSeconds: longest ?? null }
}
