import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestRouter, type TestRouter } from './start-test-router.ts'

let router: TestRouter
beforeAll(async () => {
  router = await startTestRouter()
})
afterAll(() => router.stop())

/** Browsers cannot send this header to another site unasked, so GET requests without a content type need it. */
const fetchFn = (url: string, init: RequestInit = {}) => {
  const headers = new Headers(init.headers)
  if ((init.method ?? 'GET') === 'GET') headers.set('apollo-require-preflight', 'true')
  return fetch(url, { ...init, headers })
}

describe('GraphQL over HTTP, as the audits of graphql-http see it: the router', () => {
  const audits = serverAudits({ url: () => `${router.url}/graphql`, fetchFn })

  test('is asked by all audits', () => {
    expect(audits.length).toBe(61)
  })

  test.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$name ($id)', async ({ fn }) => {
    const result = await fn()
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok')
  })
})
