import { createTestContext } from '../../create-test-context.ts'
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraph.ts'

/** For tests: a query of nobody in particular; what a test is about it overrides. */
export function createTestRequest(overrides: Partial<SubgraphRequest> = {}): SubgraphRequest {
  return {
    kind: 'query',
    query: 'query{a}',
    variables: {},
    representations: null,
    path: [],
    context: createTestContext(),
    ...overrides,
  }
}

/** For tests: a subgraph `users` that answers as `send` does and notes what it was asked. */
export function createTestSubgraph(
  send: (request: SubgraphRequest) => Partial<SubgraphAnswer> | Promise<Partial<SubgraphAnswer>>,
): Subgraph & { readonly asked: SubgraphRequest[] } {
  const asked: SubgraphRequest[] = []
  return {
    name: 'users',
    asked,
    async send(request) {
      asked.push(request)
      return { data: null, errors: [], extensions: {}, cacheControl: null, ...(await send(request)) }
    },
    async subscribe() {
      throw new Error('not asked in this test')
    },
  }
}
