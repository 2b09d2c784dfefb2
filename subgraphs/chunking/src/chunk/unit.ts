import type { BlockKind } from '@ree-ai/kit/language/read-blocks'
import type { Span } from '@ree-ai/kit/language/span'

/** The smallest piece that chunks are made of: a sentence, or a part of one that is too large. Units partition the text. */
export type Unit = Span & {
  readonly tokens: number
  readonly kind: BlockKind
  /** 1 to 6 for headings, 7 for a line in bold that serves as one, otherwise 0. */
  readonly level: number
  /** The title inferred for the section that begins here ('' for none); undefined where no such section begins. */
  readonly inferredTitle: string | undefined
  readonly isSentenceStart: boolean
  readonly isBlockStart: boolean
  /** A heading (the first of several) or a section with an inferred title begins here: chunks that respect structure are cut in front of it. */
  readonly isSectionStart: boolean
  /** Belongs to the unit before and is not cut from it. */
  readonly isGlued: boolean
}
