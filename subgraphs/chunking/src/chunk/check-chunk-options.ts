import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ChunkOptions as ChunkOptionsInput } from '../generated/resolvers.ts'
import { type ChunkOptions, chunkDefaults } from './chunk.ts'

/** The longest text that is cut, in UTF-16 units. */
export const maximumTextLength = 500_000

/** The options to cut with, or BAD_USER_INPUT with everything that is wrong with the text and the options. */
export function checkChunkOptions(text: string, given: ChunkOptionsInput | null | undefined): ChunkOptions {
  const options: ChunkOptions = {
    strategy: given?.strategy ?? chunkDefaults.strategy,
    similarityThreshold: given?.similarityThreshold ?? chunkDefaults.similarityThreshold,
    overlapSentences: given?.overlapSentences ?? chunkDefaults.overlapSentences,
    maxTokens: given?.maxTokens ?? chunkDefaults.maxTokens,
  }
  const problems: InputProblem[] = []
  const check = (isRight: boolean, path: string, reason: string) => {
    if (!isRight) problems.push({ path, reason })
  }
  check(
    text.length <= maximumTextLength,
    'text',
    `has ${text.length} characters; at most ${maximumTextLength} are cut.`,
  )
  check(
    options.similarityThreshold >= 0 && options.similarityThreshold <= 1,
    'options.similarityThreshold',
    'must be from 0 to 1.',
  )
  check(
    options.overlapSentences >= 0 && options.overlapSentences <= 5,
    'options.overlapSentences',
    'must be from 0 to 5.',
  )
  check(options.maxTokens >= 32 && options.maxTokens <= 2_000, 'options.maxTokens', 'must be from 32 to 2,000.')
  if (problems.length > 0) throw createInputError(problems)
  return options
}
