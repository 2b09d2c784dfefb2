import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { print } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LoginDocument, MeDocument } from '../generated/operations.ts'
import { get, type PlatformUnderTest } from './platform-under-test.ts'
import { startEmbedded } from './start-embedded.ts'

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}
/** What docs/frontend.md exports from its files. */
interface Snippets {
  readonly createSession: (endpoint: string, onEnd: () => void) => { readonly keep: (tokens: Tokens | null) => void }
  readonly createFetch: (session: object) => typeof fetch
}
interface MeAnswer {
  readonly data: { readonly me: { readonly email: string } | null }
}

const folder = fileURLToPath(new URL('../generated/frontend/', import.meta.url))
let platform: PlatformUnderTest
let snippets: Snippets

beforeAll(async () => {
  platform = await startEmbedded()
  snippets = await loadSnippets()
})
afterAll(async () => {
  await platform?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The documented files as they stand, beside this repository's typed client instead of the reader's. */
async function loadSnippets(): Promise<Snippets> {
  const guide = readFileSync(new URL('../../docs/frontend.md', import.meta.url), 'utf8')
  mkdirSync(folder, { recursive: true })
  for (const name of ['session', 'create-fetch']) {
    const code = guide.split(`\`src/${name}.ts\`:\n\n\`\`\`ts\n`)[1]?.split('\n```')[0]
    if (code === undefined) throw new Error(`docs/frontend.md has no src/${name}.ts any more.`)
    writeFileSync(`${folder}${name}.ts`, code.replace("'./generated/graphql'", "'../operations.ts'"))
  }
  const load = (name: string) => import(/* @vite-ignore */ pathToFileURL(`${folder}${name}.ts`).href)
  return { ...(await load('session')), ...(await load('create-fetch')) }
}

const post = (send: typeof fetch, body: object) =>
  send(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(async (response) => ({ status: response.status, ...((await response.json()) as MeAnswer) }))

test('with the documented session a refused token is renewed once for many requests, which all succeed', async () => {
  let endedCount = 0
  const session = snippets.createSession(`${platform.url}/graphql`, () => {
    endedCount += 1
  })
  const tokens = (await get(platform, LoginDocument, { input: platform.admin })).login
  session.keep({ ...tokens, accessToken: 'not.a.token' })
  const send = snippets.createFetch(session)
  const ask = () => post(send, { query: print(MeDocument) })
  // A second renewal with the same refresh token would end the session.
  const answers = await Promise.all([ask(), ask(), ask()])
  for (const { status, data } of answers) expect([status, data.me?.email]).toEqual([200, platform.admin.email])
  expect((await ask()).data.me?.email).toBe(platform.admin.email)
  expect(endedCount).toBe(0)

  session.keep({ accessToken: 'not.a.token', refreshToken: tokens.refreshToken, expiresIn: 3600 })
  expect((await ask()).data.me).toBeNull()
  expect(endedCount).toBe(1)
})

test('the id that codegen writes into a document is the one the router knows it by', async () => {
  const sha256Hash = (MeDocument as unknown as { readonly __meta__: { readonly hash: string } }).__meta__.hash
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  expect(await post(fetch, { query: print(MeDocument), extensions })).toMatchObject({ status: 200, data: { me: null } })
  expect(await post(fetch, { extensions })).toMatchObject({ status: 200, data: { me: null } })
})
