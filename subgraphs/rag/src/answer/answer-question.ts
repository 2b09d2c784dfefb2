import { countTokens } from '@ree-ai/kit/language/count-tokens'
import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import { takeTurn } from '@ree-ai/kit/turns/take-turn'
import { composeSearchedText } from '../retrieval/compose-searched-text.ts'
import { answerConfidenceMin, cosinesMax, estimateConfidence } from '../retrieval/estimate-confidence.ts'
import { hasHiddenCharacters } from '../retrieval/has-hidden-characters.ts'
import { selectSentences } from '../retrieval/select-sentences.ts'
import type { Services } from '../services.ts'
import { findMaterial } from './find-material.ts'

const citationsMax = 3
/** More are looked at than are cited, for some may not be quoted. */
const sentencesMax = 8
/** A sentence that is much worse than the best is left out: of 486 on Citizens Information 13 are, none of them the one that answers. */
const scoreShareMin = 0.85
const refusal = 'The documents do not answer this question.'

export interface AnswerSources {
  readonly documentIds?: readonly string[] | null
  readonly properties?: PropertyFilter | null
}

/**
 * Answers a question with at most three sentences of the sources, word for word, each followed by the marker of its citation; refuses when
 * the sources do not answer it. What a source says is data: it is quoted or not, and never followed. Sentences with characters that
 * nobody sees are not quoted.
 */
export async function answerQuestion(services: Services, question: string, filter: AnswerSources) {
  const { model, reader } = services
  // Listings have words of their own: what the documents do not know is no mistake then.
  const meant = filter.properties ? question : await services.spelling.passage(question)
  const { asked, passages, sources, idf } = await findMaterial(services, meant, filter)
  await takeTurn()
  const sentences = selectSentences(asked, passages, sentencesMax, { idf, reader }).filter(
    ({ text }) => !hasHiddenCharacters(text),
  )
  // As the index has them: a passage with its titles.
  const composed = passages.slice(0, cosinesMax).map(({ headings, text }) => composeSearchedText('', headings, text))
  await reader.readAhead({ phrases: composed })
  const judged = composed.flatMap((text, index) => {
    const passage = passages[index]
    return passage === undefined ? [] : [{ ...passage, cosine: cosine(asked.vector, reader.phrase(text).vector) }]
  })
  const confidence = estimateConfidence(meant, judged, idf)
  const scoreMin = scoreShareMin * (sentences[0]?.score ?? 0)
  const cited =
    confidence >= answerConfidenceMin ? sentences.filter(({ score }) => score >= scoreMin).slice(0, citationsMax) : []
  const text =
    cited.length === 0 ? refusal : cited.map((sentence, index) => `${sentence.text} [${index + 1}]`).join(' ')
  const read = passages.reduce((sum, passage) => sum + countTokens(passage.text), countTokens(question))
  return {
    text,
    citations: cited.map(({ text: quote, start, end, source }, index) => ({
      marker: `[${index + 1}]`,
      quote,
      start,
      end,
      source: sources.get(source) ?? null,
    })),
    grounded: cited.length > 0,
    confidence,
    model: `local-extractive@${model.version}`,
    usage: { inputTokens: read, outputTokens: countTokens(text) },
  }
}
