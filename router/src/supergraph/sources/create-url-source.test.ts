import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestSchedule } from './create-test-schedule.ts'
import { createUrlSource, type UrlSourceOptions } from './create-url-source.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let answer: Answer
let origin: string
const requests: IncomingMessage[] = []
const server = createServer((request, response) => {
  requests.push(request)
  answer(request, response)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})
beforeEach(() => {
  requests.length = 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const create = (path = '/supergraph?key=secret', options: Partial<UrlSourceOptions> = {}) =>
  createUrlSource(`${origin}${path}`, { intervalMs: 10_000, ...options })

/** A supergraph with its ETag, answered by 304 to whoever has it. */
const withEtag =
  (sdl: string, etag: string): Answer =>
  (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
    else response.writeHead(200, { etag }).end(sdl)
  }

test('an unchanged supergraph costs a 304 and is told once, a changed one is told', async () => {
  const timers = createTestSchedule()
  const told: string[] = []
  const source = create('/supergraph', { schedule: timers.schedule })
  answer = withEtag('one', '"1"')
  expect(await source.load()).toBe('one')
  const stop = source.watch(
    async (sdl) => void told.push(sdl),
    (error) => void told.push(error.message),
  )
  expect(timers.delays()).toEqual([10_000])
  await timers.fire()
  await timers.rest()
  expect([told, requests[1]?.headers['if-none-match']]).toEqual([[], '"1"'])
  answer = withEtag('two', '"2"')
  await timers.fire()
  await timers.fire()
  await timers.rest()
  expect(told).toEqual(['two'])
  expect(requests[3]?.headers['if-none-match']).toBe('"2"')
  stop()
})

test('a server that comes back is heard, though it answers as before', async () => {
  const timers = createTestSchedule()
  const told: string[] = []
  const source = create('/supergraph', { schedule: timers.schedule })
  answer = withEtag('one', '"1"')
  await source.load()
  source.watch(
    async (sdl) => void told.push(sdl),
    (error) => void told.push(error.message),
  )
  answer = (_request, response) => response.writeHead(500).end()
  await timers.fire()
  await timers.rest()
  answer = withEtag('one', '"1"')
  await timers.fire()
  await timers.rest()
  expect(told).toEqual([`The supergraph at ${origin}/supergraph cannot be read: it answered 500.`, 'one'])
})

test('a server that is away at the start is asked every second', async () => {
  const timers = createTestSchedule()
  const told: string[] = []
  answer = (_request, response) => response.writeHead(503).end()
  const source = create('/supergraph', { schedule: timers.schedule })
  source.watch(
    async (sdl) => void told.push(sdl),
    () => void told.push('fault'),
  )
  await timers.rest()
  expect(timers.delays()).toEqual([1_000])
  answer = (_request, response) => response.end('one')
  await timers.fire()
  await timers.rest()
  expect([told, timers.delays()]).toEqual([['fault', 'one'], [10_000]])
})

test('redirects are followed within the same origin only', async () => {
  answer = (request, response) => {
    if (request.url === '/new') response.end('moved')
    else response.writeHead(302, { location: '/new' }).end()
  }
  expect(await create().load()).toBe('moved')
  answer = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end()
  await expect(create().load()).rejects.toThrow('it redirects to another host')
  answer = (_request, response) => response.writeHead(302, { location: '/again' }).end()
  await expect(create().load()).rejects.toThrow('it redirects again and again')
})

test('an answer that is too large or too slow is refused', async () => {
  answer = (_request, response) => response.end('x'.repeat(2_000))
  await expect(create('/', { bytesMax: 1_999 }).load()).rejects.toThrow('it is larger than 1999 bytes')
  answer = (_request, response) => void response.write('begun')
  await expect(create('/', { timeoutMs: 50 }).load()).rejects.toThrow('no answer within 50 ms')
})

test('name and password are sent as authorization, and stand in no message', async () => {
  answer = (_request, response) => response.end('one')
  const source = createUrlSource(`${origin.replace('//', '//ada:p%40ss@')}/s?key=secret`, { intervalMs: 1 })
  await source.load()
  expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`)
  expect(requests[0]?.url).toBe('/s?key=secret')
  answer = (_request, response) => response.writeHead(401).end()
  const { message } = await source.load().catch((error) => error)
  expect(message).toBe(`The supergraph at ${origin}/s cannot be read: it answered 401.`)
  expect(source.description).toBe(`${origin}/s`)
})

test('a host that cannot be reached is a fault that says so', async () => {
  await expect(createUrlSource('http://127.0.0.1:1/', { intervalMs: 1 }).load()).rejects.toThrow('ECONNREFUSED')
})
