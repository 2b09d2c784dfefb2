import { createLogger } from '@ree-ai/kit/logging/create-logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { getOperationAST } from 'graphql'
import { createAttributeStore } from '../attribute/attribute-store.ts'
import { createMatchFeed } from '../saved-search/create-match-feed.ts'
import { createUnsubscribeCodec } from '../saved-search/create-unsubscribe-codec.ts'
import { createDigestStore } from '../saved-search/digest-store.ts'
import { matchWaiting } from '../saved-search/match-searches.ts'
import { createMatchStore } from '../saved-search/match-store.ts'
import { createSavedSearchStore } from '../saved-search/saved-search-store.ts'
import { ana, ben, startProperties } from './start-properties.ts'

interface Mail {
  readonly key: string
  readonly userId: string
  readonly subject: string
  readonly text: string
}

/** The filter that `offer` meets. */
export const port = { city: ['port calder'] }

/** Listings and saved searches on an embedded database of their own, or one that `openDatabase` opens; `reset` empties it and sets the clock back. */
export async function startSavedSearches(openDatabase?: Parameters<typeof startProperties>[1]) {
  /** The other services: understanding answers what a test wants it to, and a mail of the same key arrives once. */
  const others = {
    isAway: false,
    understanding: { remainder: '', spans: [] as object[], filter: {} as object },
    mails: [] as Mail[],
    asked: [] as string[],
  }
  const router: RouterClient = async (document, variables) => {
    const name = getOperationAST(document)?.name?.value
    others.asked.push(String(name))
    if (others.isAway) throw new Error('the router is away')
    if (name === 'UnderstandSavedSearch') return { extractAttributes: others.understanding } as never
    if (name !== 'SendMail') throw new Error(`nobody answers ${name} here`)
    const { input } = variables as { input: Mail }
    if (!others.mails.some(({ key }) => key === input.key)) others.mails.push(input)
    return { sendMail: true } as never
  }

  const logger = createLogger('properties', 'silent')
  const properties = await startProperties(router, openDatabase)
  async function reset() {
    const { client } = properties.database
    await client.$executeRaw`TRUNCATE "properties"."Property", "properties"."MatchTask", "properties"."SavedSearch", "properties"."JobLease" CASCADE`
    Object.assign(others, {
      isAway: false,
      understanding: { remainder: '', spans: [], filter: {} },
      mails: [],
      asked: [],
    })
    properties.clock.nowMs = Date.parse('2026-03-01T12:00:00Z')
  }

  const fields = 'id name filter query isUnderstood understood { field value start end } remainder notify matchCount'
  const save = (input: object, viewer = ben) =>
    properties.ask(
      `mutation ($input: SaveSearchInput!) { it: saveSearch(input: $input) { ${fields} } }`,
      { input: { name: 'Flats', ...input } },
      viewer,
    )
  const problemsOf = ({ errors }: Awaited<ReturnType<typeof save>>) =>
    errors?.[0]?.extensions.problems?.map(({ path }) => path)
  const services = () => {
    const { client } = properties.database
    const matches = createMatchStore(client)
    const nowMs = () => properties.clock.nowMs
    return {
      matches,
      matchFeed: createMatchFeed(matches, { logger, nowMs }),
      attributes: createAttributeStore(client),
      savedSearches: createSavedSearchStore(client),
      digests: createDigestStore(client),
      appUrl: 'https://app.example.com/{action}#token={token}' as string | null,
      unsubscriptions: createUnsubscribeCodec(properties.secrets),
      router,
      logger,
      nowMs,
    }
  }
  const match = () => matchWaiting(services())
  const matchesOf = async (viewer = ben) => {
    const { data } = await properties.ask(
      `{ savedSearches { name matchCount matches { kind price { amount } previousPrice { amount } property { id } savedSearch { name } } } }`,
      {},
      viewer,
    )
    return data.savedSearches
  }
  const kindsOf = async () => {
    const [search] = await matchesOf()
    return search.matches.map(
      ({ kind, price }: { kind: string; price: { amount: number } }) => `${kind} ${price.amount}`,
    )
  }
  async function reprice({ id }: { id: string }, amount: number) {
    const { data } = await properties.ask('query ($id: ID!) { property(id: $id) { id version } }', { id }, ana)
    const input = { ...data.property, listPrice: { amount, currency: 'EUR' } }
    properties.clock.nowMs += 1000
    const query = 'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { id version } }'
    const answer = await properties.ask(query, { input }, ana)
    if (answer.errors) throw new Error(answer.errors[0]?.message)
    return answer.data.it as { id: string; version: number }
  }
  async function move({ id, version }: { id: string; version: number }, standardStatus: string) {
    const query =
      'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }'
    const answer = await properties.ask(query, { input: { id, version, standardStatus } }, ana)
    if (answer.errors) throw new Error(answer.errors[0]?.message)
    return answer.data.it as { id: string; version: number }
  }

  return {
    properties,
    others,
    router,
    logger,
    reset,
    save,
    problemsOf,
    services,
    match,
    matchesOf,
    kindsOf,
    reprice,
    move,
  }
}
