import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createS3Storage } from './create-s3-storage.ts'

const secretAccessKey = 'the/secret+of-the-bucket'
const accessKeyId = 'KEYID'
const objects = new Map<string, Buffer>()
/** What goes wrong with the next requests, in order. */
let failures: ('500' | '403' | 'hang' | 'cut')[] = []
let requests: string[] = []
let faults: string[] = []
const server = createServer((request, response) => void answer(request, response))
let endpoint: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  failures = []
  requests = []
  faults = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const hash = (data: Buffer | string) => createHash('sha256').update(data).digest('hex')
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest()

/** The signature as AWS documents it (Signature Version 4), computed from the request as it came. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/
  const [, key, day = '', region = '', names = '', signature] = form.exec(request.headers.authorization ?? '') ?? []
  const bodyHash = String(request.headers['x-amz-content-sha256'])
  const isBody = bodyHash === 'UNSIGNED-PAYLOAD' || bodyHash === hash(body)
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, request.url, '', headers.join(''), names, bodyHash].join('\n')
  const time = String(request.headers['x-amz-date'])
  const text = ['AWS4-HMAC-SHA256', time, `${day}/${region}/s3/aws4_request`, hash(canonical)].join('\n')
  const signing = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), 's3'), 'aws4_request')
  return (
    key === accessKeyId &&
    region === 'eu-west-1' &&
    isBody &&
    names.includes('host') &&
    time.startsWith(day) &&
    createHmac('sha256', signing).update(text).digest('hex') === signature
  )
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const { method = '', url = '' } = request
  requests.push(method)
  const failure = failures.shift()
  if (failure === 'hang') return
  if (failure === 'cut') {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('only a part')
    setImmediate(() => response.destroy())
    return
  }
  if (failure !== undefined)
    return void response.writeHead(Number(failure)).end(`<Error>${secretAccessKey} ${url}</Error>`)
  if (!isSigned(request, body)) {
    faults.push(`${method} ${url}`)
    return void response.writeHead(403).end()
  }
  if (method === 'PUT') objects.set(url, body)
  if (method === 'DELETE') objects.delete(url)
  const found = objects.get(url)
  if (method === 'GET' && found === undefined) return void response.writeHead(404).end()
  response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'GET' ? found : '')
}

const open = (changes: object = {}) =>
  createS3Storage({
    endpoint,
    bucket: 'pictures',
    region: 'eu-west-1',
    accessKeyId,
    secretAccessKey,
    timeoutMs: 300,
    retryMs: 1,
    ...changes,
  })

test('puts, gets and removes with signatures that hold', async () => {
  const storage = open()
  const bytes = Buffer.from([0, 255, 254, 10, 13, 128])
  await storage.put('ab/0190-large.webp', bytes, 'image/webp')
  expect([...objects.keys()]).toEqual(['/pictures/ab/0190-large.webp'])
  expect(await storage.get('ab/0190-large.webp')).toEqual(bytes)
  await storage.remove('ab/0190-large.webp')
  expect(await storage.get('ab/0190-large.webp')).toBeNull()
  await storage.remove('ab/0190-large.webp')
  expect(faults).toEqual([])
})

test('another secret is refused, by an error without secret, address or what the store said', async () => {
  const failed = await open({ secretAccessKey: 'wrong-secret' })
    .put('a/b.webp', Buffer.from('x'), 'image/webp')
    .catch(String)
  expect(failed).toBe('Error: the photo storage failed at PUT: status 403')
  expect(faults).toEqual(['PUT /pictures/a/b.webp'])
  failures = ['403']
  expect(await open().get('a/b.webp').catch(String)).toBe('Error: the photo storage failed at GET: status 403')
})

test('tries again after a 500, silence and half an answer, three times at most', async () => {
  const storage = open()
  await storage.put('a/c.webp', Buffer.from('kept'), 'image/webp')
  failures = ['500', 'cut']
  expect(String(await storage.get('a/c.webp'))).toBe('kept')
  failures = ['hang', '500']
  await storage.put('a/c.webp', Buffer.from('new'), 'image/webp')
  expect(String(objects.get('/pictures/a/c.webp'))).toBe('new')
  requests = []
  failures = ['500', 'cut', 'hang', '500']
  await expect(storage.get('a/c.webp')).rejects.toThrow('the photo storage failed at GET: no answer in time')
  expect(requests).toEqual(['GET', 'GET', 'GET'])
})

test.each([
  '../secret.webp',
  '/etc/passwd',
  'a/../b.webp',
  'a//b.webp',
  'a?b.webp',
  'a\\b.webp',
  '',
])('%j is no key', async (key) => {
  await expect(open().get(key)).rejects.toThrow('not a key of the photo storage')
  expect(requests).toEqual([])
})
