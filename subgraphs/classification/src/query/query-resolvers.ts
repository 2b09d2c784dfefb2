import { takeTurn } from '@ree-ai/kit/turns/take-turn'
import { checkTexts } from '../check-texts.ts'
import { extractAttributes } from '../extraction/extract-attributes.ts'
import type { GazetteerSource } from '../gazetteer/create-gazetteer-source.ts'
import type { QueryResolvers } from '../generated/resolvers.ts'
import type { LinearModel } from '../learning/linear-model.ts'
import { classifyQuery } from './classify-query.ts'

/** The longest question, and the longest text that conditions are looked for in, in UTF-16 units. */
const queryMax = 2_000
const textMax = 10_000

/** Resolvers of what reads a question. */
export function createQueryResolvers(
  readGazetteer: GazetteerSource,
  intents: LinearModel,
): Pick<QueryResolvers, 'classifyQuery' | 'extractAttributes'> {
  return {
    async classifyQuery(_, { text }) {
      checkTexts({ text: { text, max: queryMax } })
      await takeTurn()
      return classifyQuery(text, extractAttributes(text, await readGazetteer()), intents)
    },
    async extractAttributes(_, { text }) {
      checkTexts({ text: { text, max: textMax } })
      await takeTurn()
      return extractAttributes(text, await readGazetteer())
    },
  }
}
