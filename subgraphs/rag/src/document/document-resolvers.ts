import { createError } from '@ree-ai/kit/errors/create-error'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { listDocuments } from './list-documents.ts'
import { putDocument } from './put-document.ts'
import { readDocumentInput } from './read-document-input.ts'
import { requireDocumentsWrite } from './require-documents-write.ts'

/** Resolvers of documents: reading them, storing them, deleting them. */
export function createDocumentResolvers(services: Services) {
  return {
    Query: {
      document: (_, { id }, context) => context.documents.load(id),
      documents: (_, { first, after }) => listDocuments(services, first ?? 20, after),
    },
    Mutation: {
      async indexDocument(_, { input }, context) {
        requireDocumentsWrite(context)
        return putDocument(services, readDocumentInput(input))
      },
      async deleteDocument(_, { id }, context) {
        requireDocumentsWrite(context)
        return services.documents.remove(id)
      },
    },
    Document: {
      __resolveReference: ({ id }, context) => context.documents.load(id),
      async body({ id }, _, context) {
        const body = await context.bodies.load(id)
        if (body === null) throw createError('NOT_FOUND', 'The document was deleted meanwhile.')
        return body
      },
    },
  } satisfies Resolvers
}
