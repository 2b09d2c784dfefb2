import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTemplate } from '@ree-ai/db/testing/open-test-database'
import { createErasureStore } from '@ree-ai/properties/erasure/erasure-store'
import { followErasures } from '@ree-ai/properties/erasure/follow-erasures'
import { createFolderStorage } from '@ree-ai/properties/photo/create-folder-storage'
import { removePhoto } from '@ree-ai/properties/photo/remove-photo'
import { eraseDueAccounts } from '@ree-ai/users/erasure/erase-due-accounts'
import { createServices } from '@ree-ai/users/services'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPlatform, type Platform } from '../embedded/create-platform.ts'
import {
  AddFavoriteDocument,
  ChangePropertyStatusDocument,
  CreatePhotoUploadDocument,
  CreatePropertyDocument,
  ExportMyDataDocument,
  ListFavoritesDocument,
  ListPropertiesDocument,
  LoginDocument,
  MeDocument,
  PropertyDetailsDocument,
  ReadInquiryDocument,
  RegisterDocument,
  ReplyToInquiryDocument,
  RequestErasureDocument,
  SaveSearchDocument,
  SearchPropertiesDocument,
  SendInquiryDocument,
} from '../generated/operations.ts'
import { ensureTestAdmin } from './ensure-test-admin.ts'
import { ask, get, type PlatformUnderTest } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const password = 'rope-walk-4-lantern'
const folder = mkdtempSync(join(tmpdir(), 'ree-ai-forgotten-'))
const photoFolder = join(folder, 'photos')

interface Person {
  readonly id: string
  readonly email: string
  readonly token: string
}
let inside: Platform
let platform: PlatformUnderTest
let ada: Person
let ben: Person
let reviewer: string

beforeAll(async () => {
  inside = await createPlatform({
    dataDir: null,
    image: readTemplate(),
    logger: quiet,
    environment: { ...testSettings, ERASURE_DAYS: '0', PHOTO_FOLDER: photoFolder, MAIL_FOLDER: join(folder, 'mail') },
  })
  const { url, adminUrl } = await inside.listen(0, 0)
  const admin = await ensureTestAdmin(inside.database)
  platform = { url, adminUrl, database: inside.database, admin, stop: inside.stop }
  // A name and words that nothing else has.
  ada = await register('Adaline Quennerstedt')
  ben = await register('Ben Quill')
  reviewer = (await get(platform, LoginDocument, { input: admin })).login.accessToken
}, 120_000)
afterAll(async () => {
  await platform?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function register(fullName: string): Promise<Person> {
  const input = { email: `${randomUUID()}@example.com`, password, fullName }
  const { user, accessToken } = (await get(platform, RegisterDocument, { input })).register
  return { id: String(user?.id), email: input.email, token: accessToken }
}

async function offer(token: string, changes: object = {}): Promise<string> {
  const input = {
    title: 'Two rooms above the old rope works',
    description: 'A bright flat with a view of the slipway.',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 990, currency: 'EUR' },
    livingArea: 54,
    bedroomsTotal: 2,
    bathroomsTotal: 1,
    address: { city: 'Port Calder', country: 'ZZ' },
    ...changes,
  } as const
  const { id, version } = (await get(platform, CreatePropertyDocument, { input }, token)).createProperty
  await get(platform, ChangePropertyStatusDocument, { input: { id, version, standardStatus: 'ACTIVE' } }, token)
  return id
}

async function upload(token: string): Promise<string> {
  const { id, uploadUrl } = (await get(platform, CreatePhotoUploadDocument, {}, token)).createPhotoUpload
  const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer()
  const answer = await fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(picture) })
  expect(answer.status).toBe(200)
  return id
}

/** The tables of all services in which a row holds a text, in whatever column, without regard to case. */
async function findTraces(text: string): Promise<string[]> {
  const { client } = platform.database
  const tables = await client.$queryRaw<readonly { name: string }[]>`
    SELECT format('%I.%I', "table_schema", "table_name") AS "name" FROM information_schema.tables
    WHERE "table_schema" IN ('users', 'properties', 'rag') AND "table_type" = 'BASE TABLE'`
  expect(tables.length).toBeGreaterThan(30)
  const counts = tables.map(
    ({ name }) => `SELECT '${name}' AS "name" FROM ${name} t WHERE lower(t::text) LIKE '%' || lower($1) || '%'`,
  )
  const found = await client.$queryRawUnsafe<readonly { name: string }[]>(counts.join(' UNION '), text)
  return found.map(({ name }) => name.replaceAll('"', '')).sort()
}

const listFiles = (of: string) =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('a person takes everything along, is forgotten, and is found nowhere any more', async () => {
  const photo = await upload(ada.token)
  const own = await offer(ada.token, {
    title: 'Zirbelkiefer suite by the dyke',
    description: 'Adaline Quennerstedt shows it. A Hinterglasmalerei hangs in the hall.',
    address: { city: 'Port Calder', street: '9 Klabautermann Row', country: 'ZZ' },
    contact: { name: 'Adaline Quennerstedt', phone: '+44 20 7946 0321', visibility: 'EVERYONE' },
    photos: [{ uploadId: photo, caption: 'The Hinterglasmalerei' }],
  })
  const other = await offer(ben.token)
  await get(platform, AddFavoriteDocument, { propertyId: other, note: 'Near the Klabautermann' }, ada.token)
  await get(platform, AddFavoriteDocument, { propertyId: own, note: 'Nice' }, ben.token)
  const search = { name: 'For the Quennerstedts', query: 'two rooms in Port Calder' }
  await get(platform, SaveSearchDocument, { input: search }, ada.token)
  const sent = { propertyId: other, message: 'Does the slipway freeze in winter?' }
  const asked = (await get(platform, SendInquiryDocument, { input: sent }, ada.token)).sendInquiry.id
  const received = { propertyId: own, message: 'May I come on Monday?' }
  const answered = (await get(platform, SendInquiryDocument, { input: received }, ben.token)).sendInquiry.id
  await get(platform, ReplyToInquiryDocument, { input: { inquiryId: answered, message: 'At nine.' } }, ada.token)
  await inside.syncIndex()

  const find = async (query: string) =>
    (await get(platform, SearchPropertiesDocument, { query })).searchProperties.edges.map(({ node }) => node?.id)
  const listAll = async () =>
    (await get(platform, ListPropertiesDocument, { filter: { city: ['Port Calder'] } })).properties.edges.map(
      ({ node }) => node.id,
    )
  // Asked before, so that whatever keeps answers has these.
  expect(await find('Hinterglasmalerei')).toContain(own)
  expect(await listAll()).toContain(own)
  expect((await get(platform, PropertyDetailsDocument, { id: own })).property?.owner).toMatchObject({ id: ada.id })
  const photos = await ask<{ property: { photos: { url: string }[] } }>(
    platform,
    'query ($id: ID!) { property(id: $id) { photos { url } } }',
    { id: own },
  )
  const url = String(photos.data?.property.photos[0]?.url)
  expect((await fetch(url)).status).toBe(200)
  expect(listFiles(photoFolder)).not.toEqual([])

  // Everything is in the copy, and no secret.
  const exported = (await get(platform, ExportMyDataDocument, {}, ada.token)).me
  expect(exported).toMatchObject({
    accountData: {
      hasMore: false,
      account: { id: ada.id, email: ada.email, fullName: 'Adaline Quennerstedt' },
      sessions: [{}],
      securityEvents: [{ action: 'REGISTERED' }],
    },
    listingData: {
      hasMore: false,
      listings: [{ id: own, title: 'Zirbelkiefer suite by the dyke' }],
      photos: [{ id: photo }],
      favorites: [{ propertyId: other, note: 'Near the Klabautermann' }],
      savedSearches: [{ name: 'For the Quennerstedts' }],
      inquiries: [{ part: 'sender' }, { part: 'owner' }],
      messages: [
        { text: 'Does the slipway freeze in winter?', isMine: true },
        { text: 'May I come on Monday?', isMine: false },
        { text: 'At nine.', isMine: true },
      ],
    },
  })
  const copy = JSON.stringify(exported)
  expect(copy).not.toMatch(/\$2b\$|passwordHash|tokenHash/)
  expect(copy).not.toContain(ben.id)
  expect(copy).not.toContain(ben.email)

  // Asked for, and carried out: at once, and when no token can be good any more.
  const wish = await get(platform, RequestErasureDocument, { input: { currentPassword: password } }, ada.token)
  expect(wish.requestErasure.erasureAt).not.toBeNull()
  const { client } = platform.database
  let nowMs = Date.now() + 1_000
  const services = createServices(
    { algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets: [], erasureMs: 0 },
    { client, nowMs: () => nowMs },
  )
  expect(await eraseDueAccounts(services)).toBe(0)
  await vi.waitFor(async () => expect((await ask(platform, MeDocument, {}, ada.token)).status).toBe(401), 10_000)
  nowMs += 2 * 60 * 60_000
  expect(await eraseDueAccounts(services)).toBe(1)
  await followErasures({
    erasures: createErasureStore(client),
    router: inside.createClient('properties', ['users:sync']),
    removeObject: (key) => removePhoto(createFolderStorage(photoFolder), key),
    logger: quiet,
    nowMs: Date.now,
  })
  await inside.syncIndex()

  // Over the router, for everybody.
  const refused = await ask(platform, LoginDocument, { input: { email: ada.email, password } })
  expect(refused.errors[0]?.extensions.code).toBe('INVALID_CREDENTIALS')
  for (const token of [undefined, ben.token, reviewer]) {
    expect((await get(platform, PropertyDetailsDocument, { id: own }, token)).property).toBeNull()
    const { data } = await ask<{ user: unknown }>(
      platform,
      'query ($id: ID!) { user(id: $id) { id } }',
      { id: ada.id },
      token,
    )
    expect(data?.user).toBeNull()
  }
  expect(await find('Hinterglasmalerei')).not.toContain(own)
  expect(await find('Adaline Quennerstedt')).not.toContain(own)
  expect(await listAll()).toEqual([other])
  expect((await get(platform, ListFavoritesDocument, {}, ben.token)).favorites.totalCount).toBe(0)
  expect((await fetch(url)).status).toBe(404)
  expect(listFiles(photoFolder)).toEqual([])
  // Ben keeps what he was told, by nobody about nothing.
  for (const [id, totalCount, propertyId] of [
    [answered, 2, null],
    [asked, 1, other],
  ] as const) {
    const { inquiry } = await get(platform, ReadInquiryDocument, { id }, ben.token)
    expect(inquiry).toMatchObject({ otherPerson: { fullName: null }, messages: { totalCount } })
    expect([inquiry?.property?.id ?? null, inquiry?.otherPerson?.id]).toEqual([
      propertyId,
      expect.not.stringMatching(ada.id),
    ])
  }

  // In no table of any service: but that there was such an account, what happened to it, that the listing
  // is gone, and the title of what Ben asked about.
  expect(await findTraces(ada.id)).toEqual(['users.AuditEvent', 'users.ErasedAccount'])
  // The mail that says good-bye was written two hours ahead, and goes once it is sent.
  await client.mail.updateMany({ data: { attemptAt: new Date() } })
  await vi.waitFor(async () => expect(await findTraces(ada.email)).toEqual([]), 20_000)
  for (const word of ['Quennerstedt', 'Adaline', 'Hinterglasmalerei', 'Klabautermann', '7946', photo])
    expect([word, await findTraces(word)]).toEqual([word, []])
  // Those who follow the listings have to hear that this one is gone.
  expect(await findTraces(own)).toEqual(['properties.PropertyChange'])
  expect(await findTraces('Zirbelkiefer')).toEqual(['properties.Inquiry'])
  const events = await client.auditEvent.findMany({ where: { userId: ada.id } })
  expect(events.map(({ address }) => address)).toEqual(events.map(() => null))
  // The last word to her is the only mail that is about it.
  const mails = listFiles(join(folder, 'mail')).map((file) => readFileSync(file, 'utf8'))
  expect(mails.filter((mail) => mail.includes(ada.email)).some((mail) => mail.includes('erased'))).toBe(true)
})

test('the running platform follows who was erased by itself', async () => {
  await vi.waitFor(async () => {
    const text = await (await fetch(`${platform.adminUrl}/metrics`)).text()
    expect(text).toMatch(/^job_runs_total\{[^}]*job="follow-erased-accounts"[^}]*outcome="done"[^}]*\} [1-9]/m)
  }, 20_000)
})
