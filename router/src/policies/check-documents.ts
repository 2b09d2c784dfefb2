import type { GraphQLRequestContext } from '@apollo/server'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import { GraphQLError } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { Documents } from '../documents/create-documents.ts'
import { resolveDocument } from '../documents/resolve-document.ts'
import { withStatus } from '../errors/with-status.ts'
import type { DocumentPolicy } from './document-policy.ts'

type Request = Pick<GraphQLRequestContext<RouterContext>, 'request' | 'contextValue'>

/** Takes no time to parse, validate and resolve. */
const empty = '{ __typename }'

/**
 * Finds the document an operation runs and passes it through the policies on documents, before Apollo Server parses it. Every
 * transport passes here, and each entry of a batch by itself. Returns the refusal: Apollo Server can answer one only once an
 * operation is resolved, so the refused document has been replaced by an empty one by then, and nothing of it is parsed.
 */
export function checkDocuments(deps: {
  readonly policies: readonly DocumentPolicy[]
  readonly documents: Documents | null
  /** Entries of batches that are no requests, by the body that stands in for each. */
  readonly faults: WeakMap<object, GraphQLError>
  readonly onRefusal: (policy: string, code: string) => void
}): (request: Request) => Promise<GraphQLError | null> {
  async function check({ request, contextValue: context }: Request): Promise<void> {
    const body = request.http?.body
    const fault = typeof body === 'object' && body !== null ? deps.faults.get(body) : undefined
    if (fault !== undefined) throw fault
    const text = await runNamed('documents', () => resolveDocument(request, deps.documents))
    // Empty texts by hash come over WebSockets.
    if (request.query === '' && request.extensions?.persistedQuery) Object.assign(request, { query: undefined })
    if (text === null) return
    const { variables } = request
    for (const policy of deps.policies) await runNamed(policy.name, () => policy.apply({ text, variables, context }))
  }

  async function runNamed<Result>(name: string, run: () => Promise<Result> | Result): Promise<Result> {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof GraphQLError) || !isErrorCode(error.extensions.code)) throw error
      deps.onRefusal(name, error.extensions.code)
      throw error.extensions.http === undefined ? withStatus(error) : error
    }
  }

  return async (requestContext) => {
    try {
      await check(requestContext)
      return null
    } catch (error) {
      Object.assign(requestContext.request, {
        query: empty,
        operationName: undefined,
        variables: undefined,
        extensions: undefined,
      })
      return error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error })
    }
  }
}
