import type { Viewer } from '@ree-ai/kit/identity/viewer'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  admin,
  ana,
  ben,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'
import { createCursorCodec } from './create-cursor-codec.ts'

const keyReviewer: Viewer = { ...admin, scopes: ['attributes:review'] }
const connection = 'edges { cursor } pageInfo { endCursor hasNextPage hasPreviousPage }'

/** Every list that gives out signed cursors. */
const lists: readonly { readonly name: string; readonly field: string; readonly viewer: Viewer | null }[] = [
  { name: 'listings', field: `properties(first: 3, after: $after) { ${connection} }`, viewer: null },
  { name: 'listings before', field: `properties(last: 3, before: $after) { ${connection} }`, viewer: null },
  {
    name: 'listings by price',
    field: `properties(first: 3, after: $after, orderBy: { field: LIST_PRICE }) { ${connection} }`,
    viewer: null,
  },
  {
    name: 'listings by year, some without one',
    field: `properties(first: 3, after: $after, orderBy: { field: YEAR_BUILT }) { ${connection} }`,
    viewer: null,
  },
  {
    name: 'nearest listings',
    field: `properties(first: 3, after: $after, orderBy: { field: DISTANCE },
      filter: { near: { latitude: 38.5, longitude: -7.9, radiusMeters: 100000 } }) { ${connection} }`,
    viewer: null,
  },
  { name: 'one’s own', field: `myListings(first: 3, after: $after) { ${connection} }`, viewer: ana },
  {
    name: 'one’s own of a status',
    field: `myListings(first: 3, status: ACTIVE, after: $after) { ${connection} }`,
    viewer: ana,
  },
  { name: 'favourites', field: `favorites(first: 3, after: $after) { ${connection} }`, viewer: ben },
  { name: 'deleted', field: `deletedProperties(first: 2, after: $after) { ${connection} }`, viewer: ana },
  { name: 'sent', field: `inquiries(direction: SENT, first: 2, after: $after) { ${connection} }`, viewer: ben },
  { name: 'received', field: `inquiries(direction: RECEIVED, first: 2, after: $after) { ${connection} }`, viewer: ana },
  { name: 'messages', field: `inquiry(id: $id) { messages(first: 2, after: $after) { ${connection} } }`, viewer: ben },
  { name: 'complaints', field: `inquiryReports(first: 1, after: $after) { ${connection} }`, viewer: reviewer },
  { name: 'keys', field: `attributeReviewQueue(first: 2, after: $after) { ${connection} }`, viewer: keyReviewer },
  { name: 'export', field: 'exportProperties(first: 2, after: $after) { rows endCursor hasMore }', viewer: ana },
]

let properties: TestProperties
let inquiryId: string
/** By list: the cursors that it gave out, each with the page that it leads to. */
const given = new Map<string, ReadonlyMap<string, unknown>>()

const asked = async (query: string, variables: object, viewer: Viewer | null) => {
  const { data, errors } = await properties.ask(query, variables, viewer)
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}
async function read({ field, viewer }: (typeof lists)[number], after: string | null) {
  // The inquiry's own page is below it.
  const query = `query ($after: String${field.includes('$id') ? ', $id: ID!' : ''}) { it: ${field} }`
  const { data, errors } = await properties.ask(query, { after, id: inquiryId }, viewer)
  return { page: data?.it?.messages ?? data?.it, errors }
}

beforeAll(async () => {
  properties = await startProperties()
  for (let number = 0; number < 8; number += 1) {
    properties.clock.nowMs += 1000
    const listing = await properties.offer({
      listPrice: { amount: 200_000 + (number % 3) * 1000, currency: 'EUR' },
      yearBuilt: number % 2 === 0 ? null : 1990 + number,
      location: { latitude: 38.5 + number / 1000, longitude: -7.9 },
      attributes: [{ key: `ownKey${number}`, text: 'oak' }],
    })
    await asked('mutation ($id: ID!) { addFavorite(propertyId: $id) { id } }', { id: listing.id }, ben)
    if (number < 4)
      ({
        it: { id: inquiryId },
      } = await asked(
        'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
        { input: { propertyId: listing.id, message: `Is the flat of number ${number} still there?` } },
        ben,
      ))
    if (number < 2)
      await asked('mutation ($id: ID!) { reportInquiry(inquiryId: $id, reason: "Rude.") }', { id: inquiryId }, ben)
    const gone = await properties.offer({}, { isDraft: true })
    await asked('mutation ($input: DeletePropertyInput!) { deleteProperty(input: $input) }', { input: gone }, ana)
  }
  for (let number = 0; number < 4; number += 1) {
    properties.clock.nowMs += 1000
    const input = { inquiryId, message: `And number ${number}?` }
    await asked('mutation ($input: ReplyToInquiryInput!) { replyToInquiry(input: $input) { id } }', { input }, ben)
  }
  for (const list of lists) {
    const { page } = await read(list, null)
    const cursors: readonly string[] = page.edges?.map(({ cursor }: { cursor: string }) => cursor) ?? [page.endCursor]
    const pages = await Promise.all(cursors.map(async (cursor) => [cursor, (await read(list, cursor)).page] as const))
    given.set(list.name, new Map(pages))
  }
})
afterAll(() => properties.close())

const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
const odd = ['.', '=', '+', '/', ' ', '\0', '\n', '%', '"', '\\', 'é', '\ud800', '𝕏', "'", ';']

/** Bytes as somebody would send them who has no cursor. */
const made = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc
    .tuple(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
    .map((parts) => parts.map((bytes) => Buffer.from(bytes).toString('base64url')).join('.')),
  // Well-formed, of another's secret.
  fc
    .tuple(
      fc.constantFrom('LISTED_AT:DESC', 'EXPORT', 'FAVORITE:DESC', 'DELETED_AT:DESC', 'OWN:'),
      fc.string(),
      fc.string(),
    )
    .map(([order, value, id]) => createCursorCodec(['another secret']).encode(order, { value, id })),
)
/** A real cursor with something done to it. */
const alter = (cursor: string) =>
  fc
    .tuple(
      fc.nat({ max: cursor.length }),
      fc.constantFrom(...base64url, ...odd),
      fc.constantFrom('put', 'insert', 'cut', 'end', 'swap', 'double', 'before'),
    )
    .map(([at, letter, how]) => {
      if (how === 'put') return cursor.slice(0, at) + letter + cursor.slice(at + 1)
      if (how === 'insert') return cursor.slice(0, at) + letter + cursor.slice(at)
      if (how === 'cut') return cursor.slice(0, at) + cursor.slice(at + 1)
      if (how === 'end') return cursor.slice(0, at)
      if (how === 'swap') return cursor.split('.').reverse().join('.')
      return how === 'double' ? cursor + cursor : letter + cursor
    })

test.each(
  lists,
)('$name: a cursor leads to its page, and whatever else is sent is refused with its path', async (list) => {
  const own = given.get(list.name) ?? new Map()
  const twin = given.get({ listings: 'listings before', 'listings before': 'listings' }[list.name] ?? '')
  const others = [...given.values()].flatMap((pages) => [...pages.keys()])
  expect(own.size).toBeGreaterThan(0)
  const cursor = fc.oneof(
    made,
    fc.constantFrom(...own.keys()),
    fc.constantFrom(...own.keys()).chain(alter),
    fc.constantFrom(...others),
    fc.constantFrom('', ' ', 'null', 'undefined', '0', '[]', 'x'.repeat(100_000), '.'.repeat(900), '..', '.'),
  )
  await fc.assert(
    fc.asyncProperty(cursor, async (after) => {
      const { page, errors } = await read(list, after)
      const right = own.get(after)
      if (right !== undefined) {
        expect({ page, errors }).toEqual({ page: right, errors: undefined })
        return
      }
      // Forwards and backwards is one list.
      if (errors === undefined && twin?.has(after)) return
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: list.field.includes('before: $after') ? 'before' : 'after' }],
      })
    }),
    { numRuns: 250 },
  )
})

test('the change log: what is no cursor of it is refused, and any other position leads to what stands behind it', async () => {
  const query =
    'query ($after: String) { it: propertyChanges(after: $after, first: 500) { changes { cursor } endCursor } }'
  const { it: whole } = await asked(query, {}, follower)
  const cursors: readonly string[] = whole.changes.map((change: { cursor: string }) => change.cursor)
  const positionOf = (cursor: string) =>
    Buffer.from(cursor, 'base64url').toString('latin1').split(':').map(BigInt) as [bigint, bigint]
  const isBehind = (one: string, other: string) => {
    const [[txid, id], [otherTxid, otherId]] = [positionOf(one), positionOf(other)]
    return txid > otherTxid || (txid === otherTxid && id > otherId)
  }
  const digits = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String)
  const cursor = fc.oneof(
    made,
    fc.constantFrom(...cursors),
    fc.constantFrom(...cursors).chain(alter),
    fc
      .tuple(digits, fc.constantFrom(':', '.', '::'), digits)
      .map((parts) => Buffer.from(parts.join('')).toString('base64url')),
    fc.constantFrom('', ' ', 'x'.repeat(100_000), ...[...given.values()].flatMap((pages) => [...pages.keys()])),
  )
  let right = 0
  await fc.assert(
    fc.asyncProperty(cursor, async (after) => {
      const { data, errors } = await properties.ask(query, { after }, follower)
      const isOurs = /^\d{1,18}:\d{1,18}$/.test(Buffer.from(after, 'base64url').toString('latin1'))
      if (!isOurs || Buffer.from(after, 'base64url').toString('base64url') !== after) {
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] })
        return
      }
      right += 1
      expect(errors).toBeUndefined()
      const behind = cursors.filter((one) => isBehind(one, after))
      expect(data.it.changes.map((change: { cursor: string }) => change.cursor)).toEqual(behind)
      expect(data.it.endCursor).toBe(behind.at(-1) ?? after)
    }),
    { numRuns: 500 },
  )
  expect(right).toBeGreaterThan(50)
})
