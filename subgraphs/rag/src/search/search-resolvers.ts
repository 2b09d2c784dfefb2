import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { searchPassages } from './search-passages.ts'
import { searchProperties } from './search-properties.ts'
import { validateDocumentIds } from './validate-document-ids.ts'

const queryLengthMax = 1_000
const firstMax = 50

/** Resolvers of the two searches. */
export function createSearchResolvers(services: Services) {
  return {
    Query: {
      searchProperties: (_, search, { traceparent, work }) =>
        work(JSON.stringify(['searchProperties', search]), () =>
          searchProperties(services, { ...search, first: search.first ?? 20 }, traceparent),
        ),
      async searchPassages(_, { query, first, documentIds }, { work }) {
        const count = first ?? 5
        const problems: InputProblem[] = [
          ...validateText(query, queryLengthMax, 'query'),
          ...(query.trim() === '' ? [{ path: 'query', reason: 'must not be empty.' }] : []),
          ...(count >= 1 && count <= firstMax ? [] : [{ path: 'first', reason: `must be 1 to ${firstMax}.` }]),
          ...validateDocumentIds(documentIds, 'documentIds'),
        ]
        if (problems.length > 0) throw createInputError(problems)
        const key = JSON.stringify(['searchPassages', query, documentIds])
        return (await work(key, () => searchPassages(services, query, documentIds))).slice(0, count)
      },
    },
  } satisfies Resolvers
}
