export const chunkStrategies = ['FIXED', 'SENTENCE', 'RECURSIVE', 'SEMANTIC'] as const
export type ChunkStrategy = (typeof chunkStrategies)[number]

export type ChunkOptions = {
  readonly strategy: ChunkStrategy
  /** SEMANTIC: sentences at least this alike are joined, on the model's calibrated scale from 0 to 1. */
  readonly similarityThreshold: number
  /** SEMANTIC: when given, the threshold is this percentile (0 to 100) of the similarity of neighbours in the section at hand instead. */
  readonly adaptivePercentile?: number
  /** How many sentences of the chunk before are repeated at the start of each; never across a heading, never the whole chunk. */
  readonly overlapSentences: number
  readonly maxTokens: number
  /** SEMANTIC: shorter chunks are avoided where the section is longer than that; a sixth of `maxTokens` by default. */
  readonly minTokens?: number
}

export const chunkDefaults: ChunkOptions = {
  strategy: 'SEMANTIC',
  similarityThreshold: 0.75,
  overlapSentences: 1,
  maxTokens: 400,
}

export type Chunk = {
  /** From 0. */
  readonly index: number
  /** `wholeText.slice(start, end)`, UTF-16 units. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** By `countTokens`; at most `maxTokens`. */
  readonly tokenCount: number
  /** Titles of the Markdown sections that the chunk lies in, outermost first. */
  readonly headings: readonly string[]
  /** Of unit length, by the model given. */
  readonly embedding: Float32Array
}
