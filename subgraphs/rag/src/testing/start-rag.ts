import { randomBytes } from 'node:crypto'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { createError } from '@ree-ai/kit/errors/create-error'
import { type RequestIdentity, signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { Kind } from 'graphql'
import { Registry } from 'prom-client'
import type {
  AttributeKeysQuery,
  FollowPropertiesQueryVariables,
  UnderstandSearchQuery,
  VisiblePropertiesQueryVariables,
} from '../generated/operations.ts'
import type { PropertyChange } from '../listing/listing-row.ts'
import { createRag, type Rag } from '../subgraph.ts'
import { cutAtBlankLines } from './cut-at-blank-lines.ts'

/** An answer of `/graphql`, typed by the test that knows what it asked for. */
export interface Answer<Data> {
  readonly data: Data
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[]
}

/** What the rest of the platform answers through the router; a test changes it as it goes. */
export interface TestPlatform {
  /** The properties' change log, oldest first; a position is a place in it. */
  readonly log: PropertyChange[]
  /** What classification understands of a query. */
  understand: (text: string) => UnderstandSearchQuery
  isClassificationAway: boolean
  isChunkingAway: boolean
  isCatalogueAway: boolean
  /** What properties answers of its catalogue. */
  catalogue: AttributeKeysQuery['attributeCatalog']
  isPropertiesAway: boolean
  /** Listings of the log that are not public any more, though the log does not say so yet. */
  readonly hidden: Set<string>
  /** The operations the router was asked for, in order. */
  readonly asked: string[]
}

/** The rag service on a database in memory, called as the router calls it, with a clock that the test moves. */
export interface TestRag {
  readonly database: Database
  readonly rag: Rag
  readonly platform: TestPlatform
  readonly clock: { nowMs: number }
  readonly registry: Registry
  readonly ask: <Data = Record<string, never>>(
    query: string,
    variables?: object,
    scopes?: readonly string[],
  ) => Promise<Answer<Data>>
  readonly close: () => Promise<void>
}

/** Keys that the properties' catalogue knows. */
const catalogue: AttributeKeysQuery['attributeCatalog'] = [
  {
    key: 'pool',
    valueType: 'BOOLEAN',
    status: 'KNOWN',
    mappedTo: null,
    labels: [{ text: 'Swimming pool' }],
    synonyms: ['piscina'],
  },
  {
    key: 'heating',
    valueType: 'TEXT',
    status: 'KNOWN',
    mappedTo: null,
    labels: [{ text: 'Heating' }],
    synonyms: ['Heizung'],
  },
]
const secret = randomBytes(32).toString('hex')
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** `hasVectors: false` gives a database as it is where pgvector is not installed: without the columns. */
export async function startRag(
  options: { readonly hasVectors?: boolean; readonly database?: Database } = {},
): Promise<TestRag> {
  const hasVectors = options.hasVectors ?? true
  const opened = options.database ?? (await openTestDatabase())
  if (!hasVectors) {
    await opened.client.$executeRaw`ALTER TABLE "rag"."Passage" DROP COLUMN "embedding"`
    await opened.client.$executeRaw`ALTER TABLE "rag"."Listing" DROP COLUMN "embedding"`
  }
  const database = { ...opened, hasVectors }
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  const nowMs = () => clock.nowMs
  const platform: TestPlatform = {
    log: [],
    understand: understandNothing,
    isClassificationAway: false,
    isChunkingAway: false,
    isCatalogueAway: false,
    catalogue,
    isPropertiesAway: false,
    hidden: new Set(),
    asked: [],
  }
  const registry = new Registry()
  const rag = createRag({ database, router: createTestRouter(platform), registry, logger: quiet, nowMs })
  const server = await createSubgraphServer(rag, { secrets: [secret], logger: quiet, registry: new Registry(), nowMs })
  return {
    database,
    rag,
    platform,
    clock,
    registry,
    async ask(query, variables, scopes = ['documents:write']) {
      const body = JSON.stringify({ query, variables })
      const viewer = { id: 'u-1', role: 'ADMIN', scopes, sessionId: null } as const
      const identity: RequestIdentity = { viewer, requestId: 'r-1', clientAddress: '203.0.113.7', traceparent: '' }
      const signed = signSubgraphRequest(identity, { subgraph: 'rag', body, secret, nowMs: clock.nowMs })
      const headers = { 'content-type': 'application/json', ...signed }
      const response = await server.inject({ method: 'POST', url: '/graphql', headers, payload: body })
      return response.json()
    },
    async close() {
      await server.close()
      await opened.close()
    },
  }
}

/** Understands nothing: all words are left to rank by. */
export function understandNothing(text: string): UnderstandSearchQuery {
  return understood({}, { remainder: text, mode: 'SEMANTIC' })
}

type Filter = UnderstandSearchQuery['extractAttributes']['filter']

/** What classification answers for these conditions. */
export function understood(
  filter: Partial<Filter>,
  { remainder = '', mode = 'FILTER' as UnderstandSearchQuery['classifyQuery']['mode'] } = {},
): UnderstandSearchQuery {
  const nothing: Filter = {
    listingIntent: null,
    propertyType: null,
    currency: null,
    city: null,
    district: null,
    postalCode: null,
    listPrice: null,
    livingArea: null,
    lotSizeArea: null,
    bedroomsTotal: null,
    bathroomsTotal: null,
    yearBuilt: null,
    attributes: null,
  }
  const spans = Object.keys(filter).map((field, index) => ({ field, value: field, start: index, end: index + 1 }))
  return { classifyQuery: { mode }, extractAttributes: { remainder, spans, filter: { ...nothing, ...filter } } }
}

function createTestRouter(platform: TestPlatform): RouterClient {
  return async (document, variables) => {
    platform.asked.push(nameOf(document))
    return answer(nameOf(document), variables as Record<string, unknown>, platform) as never
  }
}

function answer(operation: string, variables: Record<string, unknown>, platform: TestPlatform): unknown {
  const away = () => createError('SUBREQUEST_HTTP_ERROR', 'Another service could not be reached.')
  switch (operation) {
    case 'ChunkText':
      if (platform.isChunkingAway) throw away()
      return { chunkText: { chunks: cutAtBlankLines(String(variables.text)) } }
    case 'AttributeKeys':
      if (platform.isCatalogueAway) throw away()
      return { attributeCatalog: platform.catalogue }
    case 'VisibleProperties': {
      if (platform.isPropertiesAway) throw away()
      const { ids } = variables as VisiblePropertiesQueryVariables
      return { visibleProperties: (ids as readonly string[]).filter((id) => !platform.hidden.has(id)) }
    }
    case 'UnderstandSearch':
      if (platform.isClassificationAway) throw away()
      return platform.understand(String(variables.text))
    case 'FollowProperties': {
      const { after, first, withCompleteness } = variables as FollowPropertiesQueryVariables
      if (platform.isClassificationAway && withCompleteness) throw away()
      const start = Number(after ?? 0)
      const changes = platform.log
        .slice(start, start + first)
        .map((change) =>
          withCompleteness || change.property === null
            ? change
            : { ...change, property: { ...change.property, completeness: undefined } },
        )
      const end = start + changes.length
      return { propertyChanges: { changes, endCursor: String(end), hasMore: end < platform.log.length } }
    }
    default:
      throw new Error(`the test's router knows no operation ${operation}`)
  }
}

function nameOf(document: { readonly definitions: readonly { readonly kind: string }[] }): string {
  const [definition] = document.definitions as readonly {
    readonly kind: Kind
    readonly name?: { readonly value: string }
  }[]
  return definition?.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? '') : ''
}
