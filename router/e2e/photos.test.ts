import { print } from 'graphql'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CreatePhotoUploadDocument, LoginDocument } from '../generated/operations.ts'
import { get, type PlatformUnderTest } from './platform-under-test.ts'
import { startEmbedded } from './start-embedded.ts'

const origin = 'https://app.example.com'
let platform: PlatformUnderTest
let token: string

beforeAll(async () => {
  platform = await startEmbedded({ CORS_ORIGINS: origin, PHOTO_LIMIT_MINUTE: '20' })
  token = (await get(platform, LoginDocument, { input: platform.admin })).login.accessToken
})
afterAll(() => platform?.stop())

async function ask(query: string, variables: object = {}) {
  const response = await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the fields it asked for
  const { data, errors } = (await response.json()) as { readonly data: any; readonly errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

const begin = async () => (await ask(print(CreatePhotoUploadDocument))).createPhotoUpload

/** Enough detail that it is large. */
const draw = (side: number) =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: '#246',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 95 })
    .toBuffer()

test('a picture goes from a file to a published listing and back, over HTTP', async () => {
  const file = await draw(2200)
  expect(file.length).toBeGreaterThan(1_048_576)
  const upload = await begin()
  expect(upload.uploadUrl).toMatch(new RegExp(`^${platform.url}/photos/uploads/`))
  // What a browser asks first, and what it sends then.
  const preflight = await fetch(upload.uploadUrl, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
  })
  expect([
    preflight.headers.get('access-control-allow-origin'),
    preflight.headers.get('access-control-allow-methods'),
  ]).toEqual([origin, expect.stringContaining('PUT')])
  const sent = await fetch(upload.uploadUrl, {
    method: 'PUT',
    headers: { origin, 'content-type': 'image/jpeg' },
    body: new Uint8Array(file),
  })
  expect([sent.status, await sent.json()]).toEqual([200, expect.objectContaining({ id: upload.id, width: 2200 })])
  expect((await fetch(upload.uploadUrl, { method: 'PUT', body: new Uint8Array(file) })).status).toBe(409)

  const shown = 'id version photos { url thumbnailUrl width height contentType }'
  const { it: draft } = await ask(
    `mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) { ${shown} } }`,
    {
      input: {
        title: 'Quiet flat by the canal',
        description: 'Two bedrooms, a lift, and a baker downstairs.',
        listingIntent: 'FOR_SALE',
        propertyType: 'APARTMENT',
        listPrice: { amount: 250_000, currency: 'EUR' },
        livingArea: 80,
        bedroomsTotal: 2,
        bathroomsTotal: 1.5,
        yearBuilt: 1988,
        address: { city: 'Port Calder', district: 'Old Harbour', stateOrProvince: 'Calder Coast', country: 'ZZ' },
        photos: [{ uploadId: upload.id, caption: 'The canal' }],
      },
    },
  )
  const [{ url }] = draft.photos
  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(url.split('?')[0])).status).toBe(404)
  const published = await ask(
    `mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { ${shown} } }`,
    {
      input: { id: draft.id, version: draft.version, standardStatus: 'ACTIVE' },
    },
  )
  const [photo] = published.it.photos
  const answer = await fetch(photo.url)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/webp',
    'content-length': String(bytes.length),
    'cache-control': 'public, max-age=86400, immutable',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
  })
  expect((await sharp(bytes).metadata()).width).toBe(2200)
  const again = await fetch(photo.url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
  const thumbnail = await fetch(photo.thumbnailUrl)
  expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).width).toBe(480)
})

test('too much is refused at the door, and only pictures are taken there', async () => {
  const { uploadUrl } = await begin()
  expect((await fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(10 * 1024 * 1024 + 1) })).status).toBe(413)
  expect((await fetch(uploadUrl, { method: 'PUT', body: '<script>alert(1)</script>' })).status).toBe(415)
  expect(
    (await fetch(`${platform.url}/photos/uploads/${'0'.repeat(36)}?token=x`, { method: 'PUT', body: 'x' })).status,
  ).toBe(403)
  expect((await fetch(`${platform.url}/photos/..%2f..%2fmetrics/large`)).status).toBe(404)
  expect((await fetch(`${platform.url}/graphql`, { method: 'PUT', body: '{}' })).status).not.toBe(200)
})

test('one network gets so many pictures a minute, and operations go on', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1)
    statuses.push((await fetch(`${platform.url}/photos/0190a000-0000-7000-8000-000000000000/large`)).status)
  expect(statuses.at(-1)).toBe(429)
  expect((await begin()).id).toBeDefined()
})
