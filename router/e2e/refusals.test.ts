import { connect } from 'node:net'
import { type ErrorCodeName, errorCodes } from '@ree-ai/kit/errors/error-codes'
import { afterAll, describe, expect, test } from 'vitest'
import { readCounter } from './read-counter.ts'
import { refusalCases } from './refusal-cases.ts'
import { type GuardedRouter, startGuardedRouter } from './start-guarded-router.ts'

/** Codes that only subgraphs give: the router lets them pass. */
const codesOfSubgraphs: readonly ErrorCodeName[] = [
  'FORBIDDEN',
  'CONFLICT',
  'INVALID_TRANSITION',
  'INVALID_CREDENTIALS',
  'ACCOUNT_LOCKED',
  'VERIFICATION_REQUIRED',
  'INVALID_TOKEN',
  'INVALID_REFRESH_TOKEN',
]
/** What no refusal may tell: addresses, passwords, words of backends. */
const inner = /10\.0\.0\.9|hunter2|inner words|SECRET_INNER_CODE|\.ts:\d|node_modules/

describe('the router refuses', () => {
  /** Rows without settings share one router. */
  let shared: Promise<GuardedRouter> | null = null
  afterAll(async () => (await shared)?.stop())

  async function withRouter(row: (typeof refusalCases)[number], use: (router: GuardedRouter) => Promise<void>) {
    if (row.settings === undefined && row.hasSupergraph === undefined) {
      shared ??= startGuardedRouter()
      const router = await shared
      router.behave('answers')
      return use(router)
    }
    const router = await startGuardedRouter(row.settings, { hasSupergraph: row.hasSupergraph })
    await use(router).finally(router.stop)
  }

  test.each(refusalCases)('$name: $status $code', (row) =>
    withRouter(row, async (router) => {
      const before = readCounter(await router.readMetrics(), row.counter)
      const told = await row.run(router)
      expect({ status: told.status, codes: [...new Set(told.codes)] }).toEqual({
        status: row.status,
        codes: [row.code],
      })
      for (const [name, form] of Object.entries(row.headers ?? {})) expect(told.headers.get(name), name).toMatch(form)
      expect(told.text + JSON.stringify([...told.headers])).not.toMatch(inner)
      // The count is written when the answer has gone.
      await expect.poll(async () => readCounter(await router.readMetrics(), row.counter)).toBeGreaterThan(before)
    }))

  test('requests while it stops: 503 SERVICE_UNAVAILABLE', async () => {
    const router = await startGuardedRouter({ SUBGRAPH_TIMEOUT_MS: '2000' })
    router.behave('hangs')
    const socket = connect(router.port, '127.0.0.1')
    let received = ''
    socket.on('data', (data) => {
      received += String(data)
    })
    const write = (query: string) => {
      const body = JSON.stringify({ query })
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    }
    write('{ weak }')
    await expect.poll(() => router.seen.length).toBeGreaterThan(0)
    const stopped = router.stopRouter()
    write('{ hello }')
    await expect.poll(() => received, { timeout: 5_000 }).toMatch(/HTTP\/1\.1 503 [\s\S]*"code":"SERVICE_UNAVAILABLE"/)
    socket.destroy()
    await stopped
    await router.stop()
  })

  test('with every code of the registry but those that only subgraphs give', () => {
    const given = [...new Set(refusalCases.map(({ code }) => code))].sort()
    const expected = Object.keys(errorCodes).filter((code) => !codesOfSubgraphs.some((other) => other === code))
    expect(given).toEqual(expected.sort())
  })
})
