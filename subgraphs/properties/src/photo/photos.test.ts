import { createHash } from 'node:crypto'
import { bytesRequestText } from '@ree-ai/kit/identity/bytes-request-text'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, flat, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { cleanPhotos } from './clean-photos.ts'
import { createMemoryStorage } from './create-memory-storage.ts'
import { createPhotoStore } from './photo-store.ts'

const publicUrl = 'http://localhost:4000'
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const dayMs = 24 * 60 * 60_000
const storage = createMemoryStorage()
let properties: TestProperties

beforeAll(async () => {
  properties = await startProperties(undefined, undefined, storage)
})
afterAll(() => properties?.close())

const create = (color: string, width = 600, height = 400) =>
  sharp({ create: { width, height, channels: 3, background: color } })

async function begin(viewer: Viewer = ana): Promise<{ id: string; uploadUrl: string; maxBytes: number }> {
  const { data, errors } = await properties.ask(
    'mutation { it: createPhotoUpload { id uploadUrl expiresAt maxBytes } }',
    {},
    viewer,
  )
  if (errors) throw new Error(errors[0]?.message)
  return data.it
}

/** As the router sends it. */
async function call(method: 'GET' | 'PUT', url: string, body: Buffer = Buffer.alloc(0), headers = {}) {
  const path = url.replace(publicUrl, '')
  const sha256 = createHash('sha256').update(body).digest('hex')
  const identity = { viewer: null, requestId: 'r-1', clientAddress: '203.0.113.7', traceparent: '' }
  const signed = signSubgraphRequest(identity, {
    subgraph: 'properties',
    body: bytesRequestText({ method, path, sha256 }),
    secret: String(properties.secrets[0]),
    nowMs: properties.clock.nowMs,
  })
  return properties.inject({
    method,
    url: path,
    headers: { ...signed, ...(method === 'PUT' && { 'content-type': 'application/octet-stream' }), ...headers },
    ...(method === 'PUT' && { payload: body }),
  })
}

async function upload(bytes: Buffer, viewer: Viewer = ana): Promise<string> {
  const { id, uploadUrl } = await begin(viewer)
  const answer = await call('PUT', uploadUrl, bytes)
  expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining(id)])
  return id
}

const shown = '{ id version photos { url caption thumbnailUrl width height contentType } }'
const make = (photos: readonly object[], viewer: Viewer = ana, more = {}) =>
  properties.ask(
    `mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) ${shown} }`,
    {
      input: {
        ...flat,
        title: `Flat ${photos.length} ${Math.random()}`,
        listPrice: { amount: 1000 + Math.floor(Math.random() * 1e6), currency: 'EUR' },
        photos,
        ...more,
      },
    },
    viewer,
  )
const publish = (it: { id: string; version: number }) =>
  properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }',
    {
      input: { id: it.id, version: it.version, standardStatus: 'ACTIVE' },
    },
    ana,
  )

test("a photo's GPS position is gone after upload, and it stands upright", async () => {
  const photo = await create('#446688')
    .withExif({
      IFD0: { Make: 'SecretCamera', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(photo).metadata()).exif).toBeDefined()
  const id = await upload(photo)
  const { data } = await make([{ uploadId: id, caption: 'Kitchen' }])
  const [it] = data.it.photos
  expect(it).toMatchObject({ caption: 'Kitchen', width: 400, height: 600, contentType: 'image/webp' })
  for (const url of [it.url, it.thumbnailUrl]) {
    const bytes = (await call('GET', url)).rawPayload
    const { exif, xmp, icc, format, orientation } = await sharp(bytes).metadata()
    expect({ exif, xmp, icc, format, orientation }).toEqual({
      format: 'webp',
      exif: undefined,
      xmp: undefined,
      icc: undefined,
      orientation: undefined,
    })
    expect(bytes.includes('SecretCamera')).toBe(false)
  }
})

test.each([
  'jpeg',
  'png',
  'webp',
  'gif',
  'avif',
] as const)('takes %s, makes it at most 2560 pixels a side, with a thumbnail of 480', async (format) => {
  const id = await upload(await create('#a03', 3000, 1500).toFormat(format).toBuffer())
  const { data } = await make([{ uploadId: id }])
  const [it] = data.it.photos
  expect(it).toMatchObject({ width: 2560, height: 1280 })
  const thumbnail = await sharp((await call('GET', it.thumbnailUrl)).rawPayload).metadata()
  expect([thumbnail.width, thumbnail.height]).toEqual([480, 240])
})

test.each([
  ['a script named .jpg', Buffer.from('<script>alert(1)</script>'.repeat(20))],
  [
    'SVG',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'),
  ],
  ['a PDF', Buffer.from(`%PDF-1.7 ${'x'.repeat(100)}`)],
  ['nothing', Buffer.alloc(0)],
  [
    'the beginning of a JPEG and then nonsense',
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]),
  ],
])('%s is refused, and the address still takes a picture', async (_name, bytes) => {
  const { uploadUrl } = await begin()
  const answer = await call('PUT', uploadUrl, bytes)
  expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([415, 'BAD_USER_INPUT'])
  expect((await call('PUT', uploadUrl, await create('#111').png().toBuffer())).statusCode).toBe(200)
})

test('a picture that was cut short is refused', async () => {
  const whole = await sharp({
    create: {
      width: 800,
      height: 800,
      channels: 3,
      background: '#123',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .jpeg()
    .toBuffer()
  expect(
    (await call('PUT', (await begin()).uploadUrl, whole.subarray(0, whole.length / 2))).json().errors[0].message,
  ).toBe('The picture is broken or cut short.')
})

test('a bomb of pixels is refused, as is a file above 10 MiB', async () => {
  const bomb = await create('#fff', 10_000, 6_000).png().toBuffer()
  expect(bomb.length).toBeLessThan(400_000)
  expect((await call('PUT', (await begin()).uploadUrl, bomb)).json().errors[0].message).toBe(
    'The picture has more than 50 megapixels.',
  )
  const { uploadUrl, maxBytes } = await begin()
  expect((await call('PUT', uploadUrl, Buffer.alloc(maxBytes + 1))).statusCode).toBe(413)
})

test('upload twice with one URL is refused, also at once, as are an altered and an old one', async () => {
  const bytes = await create('#222').png().toBuffer()
  const { id, uploadUrl } = await begin()
  const answers = await Promise.all([1, 2, 3].map(() => call('PUT', uploadUrl, bytes)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409])
  expect((await call('PUT', uploadUrl, bytes)).statusCode).toBe(409)
  const other = await begin()
  expect((await call('PUT', other.uploadUrl.replace(other.id, id), bytes)).statusCode).toBe(403)
  properties.clock.nowMs += 15 * 60_000
  expect((await call('PUT', other.uploadUrl, bytes)).statusCode).toBe(403)
})

test('what the router has not signed is refused', async () => {
  const { uploadUrl } = await begin()
  const answer = await properties.inject({
    method: 'PUT',
    url: uploadUrl.replace(publicUrl, ''),
    headers: { 'content-type': 'image/png' },
    payload: await create('#222').png().toBuffer(),
  })
  expect(answer.statusCode).toBe(401)
})

test("another person's upload cannot be attached, nor one twice, one without bytes, or one of another listing", async () => {
  const bytes = await create('#333').png().toBuffer()
  const [mine, bens, used] = [await upload(bytes), await upload(bytes, ben), await upload(bytes)]
  const empty = (await begin()).id
  expect((await make([{ uploadId: used }])).errors).toBeUndefined()
  const { errors } = await make([
    { uploadId: mine },
    { uploadId: bens },
    { uploadId: empty },
    { uploadId: used },
    { uploadId: mine },
    { caption: 'none' },
    { url: 'http://example.com/a.jpg' },
  ])
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path).sort()).toEqual([
    'input.photos.1.uploadId',
    'input.photos.2.uploadId',
    'input.photos.3.uploadId',
    'input.photos.4.uploadId',
    'input.photos.5',
    'input.photos.6.url',
  ])
})

test('the same mutation key with the same uploads answers the same listing', async () => {
  const uploadId = await upload(await create('#344').png().toBuffer())
  const input = { clientMutationKey: 'photos-1', title: 'Made once with a picture' }
  const first = await make([{ uploadId }], ana, input)
  expect((await make([{ uploadId }], ana, input)).data.it.id).toBe(first.data.it.id)
})

test('photo of a draft is not readable without signature; published it is, and cached', async () => {
  const { data } = await make([{ uploadId: await upload(await create('#444').png().toBuffer()) }])
  const [{ url }] = data.it.photos
  expect((await call('GET', url)).headers['cache-control']).toMatch(/^private/)
  const bare = url.split('?')[0]
  expect((await call('GET', bare)).statusCode).toBe(404)
  expect((await call('GET', url.replace('/large', '/original'))).statusCode).toBe(404)
  properties.clock.nowMs += 2 * 60 * 60_000
  expect((await call('GET', url)).statusCode).toBe(404)
  const read = (viewer: Viewer | null) =>
    properties.ask('query ($id: ID!) { it: property(id: $id) { photos { url } } }', { id: data.it.id }, viewer)
  expect((await call('GET', (await read(reviewer)).data.it.photos[0].url)).statusCode).toBe(200)

  expect((await publish(data.it)).errors).toBeUndefined()
  expect((await read(null)).data.it.photos).toEqual([{ url: bare }])
  const { headers, statusCode } = await call('GET', bare)
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=86400, immutable',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
  })
  expect((await call('GET', bare, undefined, { 'if-none-match': headers.etag })).statusCode).toBe(304)
})

test('an edit keeps uploads by their address, lets go of others, and a day later those are gone from the storage', async () => {
  const [kept, dropped] = [
    await upload(await create('#555').png().toBuffer()),
    await upload(await create('#666').png().toBuffer()),
  ]
  const never = (await begin()).id
  const { data } = await make([{ uploadId: kept }, { uploadId: dropped }])
  const edited = await properties.ask(
    `mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) ${shown} }`,
    { input: { id: data.it.id, version: data.it.version, photos: [{ url: data.it.photos[0].url, caption: 'first' }] } },
    ana,
  )
  expect(edited.data.it.photos).toMatchObject([{ caption: 'first', width: 600 }])
  const keys = async (id: string) => storage.get(`${id.slice(-2)}/${id}-large.webp`)
  expect(await keys(dropped)).not.toBeNull()

  const photos = createPhotoStore(properties.database.client)
  const failing = { ...storage, remove: () => Promise.reject(new Error('away')) }
  const nowMs = () => properties.clock.nowMs + dayMs
  await expect(cleanPhotos({ photos, photoStorage: failing, logger: quiet, nowMs })).rejects.toThrow(
    'could not be removed',
  )
  await cleanPhotos({ photos, photoStorage: storage, logger: quiet, nowMs })
  expect([await keys(dropped), (await keys(kept)) === null]).toEqual([null, false])
  expect(
    (await properties.database.client.photo.findMany({ where: { id: { in: [kept, dropped, never] } } })).map(
      ({ id }) => id,
    ),
  ).toEqual([kept])

  // Purged for good: its pictures go with the next round.
  await properties.database.client.property.delete({ where: { id: data.it.id } })
  await cleanPhotos({ photos, photoStorage: storage, logger: quiet, nowMs: () => properties.clock.nowMs })
  expect(await keys(kept)).toBeNull()
})

test('200 uploads a day and 500 MB a person, and no more, also when many begin at once', async () => {
  const person: Viewer = { ...ana, id: '00000000-0000-7000-8000-0000000000aa' }
  const { client } = properties.database
  const row = (index: number, bytes: number) => ({
    ownerId: person.id,
    objectKey: `aa/${index}`,
    createdAt: new Date(properties.clock.nowMs),
    bytes,
  })
  await client.photo.createMany({ data: Array.from({ length: 199 }, (_none, index) => row(index, 0)) })
  const outcomes = await Promise.allSettled([begin(person), begin(person)])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await client.photo.deleteMany({ where: { ownerId: person.id } })
  await client.photo.create({ data: row(0, 500 * 1024 * 1024 - 10) })
  const { uploadUrl } = await begin(person)
  const answer = await call('PUT', uploadUrl, await create('#777').png().toBuffer())
  expect([answer.statusCode, answer.json().errors[0].message]).toEqual([409, expect.stringContaining('500 MB')])
  await client.photo.updateMany({ where: { objectKey: 'aa/0' }, data: { bytes: 500 * 1024 * 1024 } })
  await expect(begin(person)).rejects.toThrow('500 MB')
})
