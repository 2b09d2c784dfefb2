import { expect, test, vi } from 'vitest'
import { startEmbedded } from './start-embedded.ts'

const patience = { timeout: 30_000, interval: 50 }

test('the platform stops at once, though the router waits for sessions to end', { timeout: 120_000 }, async () => {
  const platform = await startEmbedded()
  await vi.waitFor(async () => {
    const state = (await (await fetch(`${platform.url}/readyz`)).json()) as Record<string, unknown>
    expect(state).toMatchObject({ status: 'ready', endedSessions: 'followed' })
  }, patience)
  // The held answer shows as a request of users that is not finished.
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${platform.adminUrl}/metrics`)).text()
    expect(metrics).toMatch(/^http_requests_active\{service="users"\} 1$/m)
  })
  const startedAt = performance.now()
  await platform.stop()
  const ms = performance.now() - startedAt
  console.info(`stopped in ${Math.round(ms)} ms`)
  expect(ms).toBeLessThan(10_000)
})
