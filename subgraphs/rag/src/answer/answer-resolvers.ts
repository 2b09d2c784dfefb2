import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Resolvers } from '../generated/resolvers.ts'
import { validateDocumentIds } from '../search/validate-document-ids.ts'
import type { Services } from '../services.ts'
import { answerQuestion } from './answer-question.ts'

const questionLengthMax = 1_000

/** Resolvers of answers. */
export function createAnswerResolvers(services: Services) {
  return {
    Query: {
      async answer(_, { question, filter }, { work }) {
        const problems: InputProblem[] = [
          ...validateText(question, questionLengthMax, 'question'),
          ...(question.trim() === '' ? [{ path: 'question', reason: 'must not be empty.' }] : []),
          ...validateDocumentIds(filter?.documentIds, 'filter.documentIds'),
          ...(await services.checkFilter(filter?.properties, 'filter.properties')),
        ]
        if (problems.length > 0) throw createInputError(problems)
        return work(JSON.stringify(['answer', question, filter]), () =>
          answerQuestion(services, question, filter ?? {}),
        )
      },
    },
    Source: { __resolveType: ({ __typename }) => __typename },
  } satisfies Resolvers
}
