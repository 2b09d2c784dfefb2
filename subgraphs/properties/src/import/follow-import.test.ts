import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../new-id.ts'
import { admin, agent, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createJobBell } from './create-job-bell.ts'
import { followImport } from './follow-import.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const row = (key: string) => ({
  line: 2,
  values: {
    sourceKey: key,
    title: `Imported ${key}`,
    description: 'A flat.',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 900, currency: 'EUR' },
    address: { city: 'Port Calder', country: 'ZZ' },
  },
})
async function send(key: string, jobId?: string): Promise<string> {
  const input = { source: 'followed', rows: [row(key)], jobId }
  const query = 'mutation ($input: ImportPropertiesInput!) { job: importProperties(input: $input) { id } }'
  const { data, errors } = await properties.ask(query, { input }, agent)
  expect(errors).toBeUndefined()
  return data.job.id
}
const follow = (jobId: string, viewer = agent) =>
  properties.follow('subscription ($jobId: ID!) { importProgress(jobId: $jobId) { total created } }', { jobId }, viewer)

test('tells how a job stands, then every batch, also one of another replica, and ends when it stays quiet', async () => {
  const jobId = await send('a')
  const events = follow(jobId)
  expect((await events.next()).value).toEqual({ data: { importProgress: { total: 1, created: 1 } } })
  const second = events.next()
  await send('b', jobId)
  expect((await second).value).toEqual({ data: { importProgress: { total: 2, created: 2 } } })
  const third = events.next()
  // As another replica does it: nothing in this process tells of it.
  await properties.database.client.importJob.update({ where: { id: jobId }, data: { total: 9 } })
  expect((await third).value).toEqual({ data: { importProgress: { total: 9, created: 2 } } })
  const last = events.next()
  properties.clock.nowMs += 11 * 60_000
  expect((await last).done).toBe(true)
})

test('a job of someone else, or none, is NOT_FOUND', async () => {
  const jobId = await send('c')
  for (const [id, viewer] of [
    [jobId, admin],
    ['nonsense', agent],
  ] as const) {
    const { value } = await follow(id, viewer).next()
    expect(value?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  }
})

test('whoever leaves ends it at once, while it waits', async () => {
  const leaving = new AbortController()
  const now = new Date(properties.clock.nowMs)
  const counts = { total: 1, created: 1, updated: 0, unchanged: 0, skipped: 0, refused: 0 }
  const job = { id: newId(now.getTime()), ownerId: agent.id, source: 'left', createdAt: now, updatedAt: now, ...counts }
  let readings = 0
  const imports = {
    async findJob() {
      readings += 1
      return job
    },
  }
  const services = { imports: imports as never, jobBell: createJobBell(), nowMs: () => properties.clock.nowMs }
  const events = followImport(services, job.id, { viewer: agent, signal: leaving.signal } as never)
  await events.next()
  const next = events.next()
  leaving.abort()
  expect((await next).done).toBe(true)
  expect(readings).toBe(1)
})
