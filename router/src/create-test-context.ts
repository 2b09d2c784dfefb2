import type { RouterContext } from './context.ts'
import { createDecisions } from './policies/create-decisions.ts'

/** The context of an anonymous request, for tests; what a test is about it overrides. */
export function createTestContext(overrides: Partial<RouterContext> = {}): RouterContext {
  return {
    viewer: null,
    requestId: 'request-1',
    clientAddress: '192.0.2.1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    clientName: '',
    clientVersion: '',
    signal: new AbortController().signal,
    acceptsEvents: false,
    decisions: createDecisions(),
    ...overrides,
  }
}
