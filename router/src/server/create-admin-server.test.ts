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
