import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createAdminServer } from './create-admin-server.ts'

function createRegistry(service: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const registers = [registry]
  new Counter({ name: 'http_requests_total', help: 'h', labelNames: ['status'], registers }).inc({ status: '200' })
  new Histogram({ name: 'http_request_duration_seconds', help: 'h', buckets: [1], registers }).observe(0.5)
  return registry
}

test('shows the metrics of every service of the process, each metric once, brought up to date before', async () => {
  const router = createRegistry('router')
  const health = new Gauge({ name: 'service_health', help: 'h', labelNames: ['service'], registers: [router] })
  const refresh = async () => health.set({ service: 'users' }, 1)
  const admin = createAdminServer({ registries: [router, createRegistry('users')], refresh })
  const response = await admin.inject('/metrics')
  expect(response.headers['content-type']).toContain('text/plain')
  const lines = response.payload.split('\n')
  expect(lines).toContain('http_requests_total{status="200",service="router"} 1')
  expect(lines).toContain('http_requests_total{status="200",service="users"} 1')
  expect(lines).toContain('http_request_duration_seconds_bucket{le="1",service="users"} 1')
  expect(lines).toContain('service_health{service="users"} 1')
  expect(lines.filter((line) => line === '# TYPE http_requests_total counter')).toHaveLength(1)
})

test.each([
  ['localhost:4090', 200],
  ['127.0.0.1:4090', 200],
  ['[::1]:4090', 200],
  ['10.1.2.3', 200],
  ['router-admin:4090', 200],
  ['evil.example.com:4090', 421],
  ['localhost.evil.example.com', 421],
])('asked as %s it answers %d: a name that a page leads here is not its own', async (host, status) => {
  const admin = createAdminServer({ registries: [new Registry()], refresh: async () => {}, hosts: ['router-admin'] })
  expect((await admin.inject({ url: '/metrics', headers: { host } })).statusCode).toBe(status)
})
