/** One reason to doubt a listing's text. */
export interface SpamSign {
  /** Below the listing: `title` or `description`. */
  readonly path: 'title' | 'description'
  /** What was seen, and what would be right. */
  readonly reason: string
  /** From `holdScore` on, the signs of a listing together keep it from being published without a reviewer. */
  readonly weight: number
  /** Such a text is refused, not only doubted. */
  readonly isRefused?: boolean
}

/** Weights of signs add up; one that proves abuse by itself has this weight. */
export const holdScore = 1
