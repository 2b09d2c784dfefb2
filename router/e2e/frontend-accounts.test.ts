import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TypedDocument } from '@ree-ai/kit/router-client/create-router-client'
import { buildSchema, isScalarType, isSpecifiedScalarType, print } from 'graphql'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  CancelErasureDocument,
  ChangePasswordDocument,
  EndSessionDocument,
  LoginDocument,
  MeDocument,
  MySessionsDocument,
  RegisterDocument,
  RequestEmailVerificationDocument,
  RequestErasureDocument,
  RequestPasswordResetDocument,
  ResetPasswordDocument,
  SetUserActiveDocument,
  VerifyEmailDocument,
} from '../generated/operations.ts'
import { get, type PlatformUnderTest } from './platform-under-test.ts'
import { startEmbedded } from './start-embedded.ts'

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}
interface Session {
  readonly keep: (tokens: Tokens | null) => void
}
interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
}
/** What docs/frontend.md exports from its files. */
interface Snippets {
  readonly createSession: (endpoint: string, onEnd: () => void) => Session
  readonly createFetch: (session: object) => typeof fetch
  readonly enter: <Data>(
    answer: Answer<Data>,
    readTokens: (data: Data) => Tokens,
    keep: (tokens: Tokens) => void,
  ) => Readonly<Record<string, unknown>>
}

const guide = readFileSync(new URL('../../docs/frontend.md', import.meta.url), 'utf8')
// A folder of its own: other tests write the guide's files too.
const folder = fileURLToPath(new URL('../generated/frontend-accounts/', import.meta.url))
const password = 'rope-walk-4-lantern'
let platform: PlatformUnderTest
let snippets: Snippets

beforeAll(async () => {
  platform = await startEmbedded({
    EMAIL_VERIFICATION: 'required',
    APP_URL: 'https://app.example.com/{action}#token={token}',
  })
  snippets = await loadSnippets()
})
afterAll(async () => {
  await platform?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The documented files as they stand, beside this repository's typed client instead of the reader's. */
async function loadSnippets(): Promise<Snippets> {
  mkdirSync(folder, { recursive: true })
  const names = ['session', 'create-fetch', 'enter']
  for (const name of names) {
    const code = guide.split(`\`src/${name}.ts\`:\n\n\`\`\`ts\n`)[1]?.split('\n```')[0]
    if (code === undefined) throw new Error(`docs/frontend.md has no src/${name}.ts any more.`)
    writeFileSync(`${folder}${name}.ts`, code.replace("'./generated/graphql'", "'../operations.ts'"))
  }
  const loaded = await Promise.all(
    names.map((name) => import(/* @vite-ignore */ pathToFileURL(`${folder}${name}.ts`).href)),
  )
  return Object.assign({}, ...loaded)
}

/** One visitor's browser: a session, and what sends operations with it. */
function open(userAgent: string) {
  let endedCount = 0
  const session = snippets.createSession(`${platform.url}/graphql`, () => {
    endedCount += 1
  })
  const sendOne = snippets.createFetch(session)
  async function send<Data, Variables>(document: TypedDocument<Data, Variables>, variables: Variables) {
    const response = await sendOne(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent },
      body: JSON.stringify({ query: print(document), variables }),
    })
    return (await response.json()) as Answer<Data>
  }
  return { session, send, countEnds: () => endedCount }
}
const codeOf = ({ errors }: Answer<unknown>) => errors?.[0]?.extensions.code

/** The token of the newest link to an action in the mails to an address. */
async function readToken(email: string, action: string): Promise<string> {
  return vi.waitFor(async () => {
    const mails = await platform.database.client.mail.findMany({
      where: { recipient: email },
      orderBy: { createdAt: 'desc' },
    })
    const token = mails
      .map(({ text }) => new RegExp(`https://app.example.com/${action}#token=(\\S+)`).exec(text)?.[1])
      .find((found) => found !== undefined)
    if (token === undefined) throw new Error(`no mail to ${action}`)
    return token
  }, 10_000)
}

async function join(email: string, browser: ReturnType<typeof open>): Promise<void> {
  await browser.send(RegisterDocument, { input: { email, password, fullName: 'Ada Fisher' } })
  await browser.send(VerifyEmailDocument, { input: { token: await readToken(email, 'verify-email') } })
  const { enter } = snippets
  const answer = await browser.send(LoginDocument, { input: { email, password } })
  expect(enter(answer, ({ login }) => login, browser.session.keep)).toEqual({ state: 'SIGNED_IN' })
}

test('a visitor registers, is asked to read the mail, follows it, and signs in, with the documented code', async () => {
  const { enter } = snippets
  const email = `${randomUUID()}@example.com`
  const { session, send } = open('Firefox/140')
  const register = (given: string) => send(RegisterDocument, { input: { email, password: given, fullName: null } })
  const logIn = (given: string) => send(LoginDocument, { input: { email, password: given } })
  const end = (answer: Answer<{ readonly login: Tokens }>) => enter(answer, ({ login }) => login, session.keep)

  expect(enter(await register('password'), ({ register: made }) => made, session.keep)).toMatchObject({
    state: 'REFUSED',
    problems: [{ path: 'input.password' }],
  })
  expect(enter(await register(password), ({ register: made }) => made, session.keep)).toEqual({ state: 'CHECK_MAIL' })
  expect(end(await logIn(password))).toEqual({ state: 'CHECK_MAIL' })
  expect(end(await logIn('a-wild-guess'))).toMatchObject({ state: 'REFUSED', waitSeconds: null })
  expect((await send(RequestEmailVerificationDocument, { input: { email } })).data).toEqual({
    requestEmailVerification: true,
  })
  const token = await readToken(email, 'verify-email')
  expect((await send(VerifyEmailDocument, { input: { token } })).data).toEqual({ verifyEmail: true })
  expect(codeOf(await send(VerifyEmailDocument, { input: { token } }))).toBe('INVALID_TOKEN')
  expect(end(await logIn(password))).toEqual({ state: 'SIGNED_IN' })
  expect((await send(MeDocument, {})).data?.me?.email).toBe(email)
})

test('who forgot the password chooses another by mail; a refused one leaves the link good', async () => {
  const { enter } = snippets
  const email = `${randomUUID()}@example.com`
  const browser = open('Firefox/140')
  await join(email, browser)
  await browser.send(RequestPasswordResetDocument, { input: { email } })
  const token = await readToken(email, 'reset-password')
  const reset = (newPassword: string) => browser.send(ResetPasswordDocument, { input: { token, newPassword } })
  expect(codeOf(await reset('password'))).toBe('BAD_USER_INPUT')
  expect((await reset('heron-saddle-51')).data).toEqual({ resetPassword: true })
  expect(codeOf(await reset('heron-saddle-52'))).toBe('INVALID_TOKEN')
  await vi.waitFor(async () => {
    await browser.send(MeDocument, {})
    expect(browser.countEnds()).toBe(1)
  }, 10_000)
  const answer = await browser.send(LoginDocument, { input: { email, password: 'heron-saddle-51' } })
  expect(enter(answer, ({ login }) => login, browser.session.keep)).toEqual({ state: 'SIGNED_IN' })
})

test('a person sees each device, ends one from another, and a changed password ends all but the one that changed it', async () => {
  const { enter } = snippets
  const email = `${randomUUID()}@example.com`
  const [desk, phone] = [open('Firefox/140'), open('Phone/1.0')]
  await join(email, desk)
  const signIn = async () =>
    enter(await phone.send(LoginDocument, { input: { email, password } }), ({ login }) => login, phone.session.keep)
  await signIn()
  const sessions = (await desk.send(MySessionsDocument, {})).data?.me?.sessions ?? []
  expect(sessions).toMatchObject([
    { device: 'Phone/1.0', isCurrent: false, address: expect.stringMatching(/127\.0\.0\.1|::1/) },
    { device: 'Firefox/140', isCurrent: true },
  ])
  expect((await desk.send(EndSessionDocument, { id: String(sessions[0]?.id) })).data).toEqual({ endSession: true })
  await vi.waitFor(async () => {
    await phone.send(MeDocument, {})
    expect(phone.countEnds()).toBe(1)
  }, 10_000)
  expect((await desk.send(MeDocument, {})).data?.me?.email).toBe(email)

  await signIn()
  const input = { currentPassword: password, newPassword: 'heron-saddle-51' }
  const changed = (await desk.send(ChangePasswordDocument, { input })).data
  if (changed) desk.session.keep(changed.changePassword)
  await vi.waitFor(async () => {
    await phone.send(MeDocument, {})
    expect(phone.countEnds()).toBe(2)
  }, 10_000)
  expect((await desk.send(MeDocument, {})).data?.me?.email).toBe(email)
  expect(desk.countEnds()).toBe(0)
})

test('who asks to be erased sees when, and takes it back', async () => {
  const email = `${randomUUID()}@example.com`
  const browser = open('Firefox/140')
  await join(email, browser)
  const asked = await browser.send(RequestErasureDocument, { input: { currentPassword: password } })
  const days = (Date.parse(String(asked.data?.requestErasure.erasureAt)) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(14)
  expect((await browser.send(CancelErasureDocument, {})).data?.cancelErasure.erasureAt).toBeNull()
})

test('an administrator who closes an account ends it on the router too', async () => {
  const email = `${randomUUID()}@example.com`
  const browser = open('Firefox/140')
  await join(email, browser)
  const { login } = await get(platform, LoginDocument, { input: platform.admin })
  const { me } = (await browser.send(MeDocument, {})).data ?? {}
  await get(platform, SetUserActiveDocument, { input: { userId: String(me?.id), isActive: false } }, login.accessToken)
  await vi.waitFor(async () => {
    await browser.send(MeDocument, {})
    expect(browser.countEnds()).toBe(1)
  }, 10_000)
  expect(codeOf(await browser.send(LoginDocument, { input: { email, password } }))).toBe('INVALID_CREDENTIALS')
})

test('the guide names operations, codes and scalars that there are', () => {
  const operations = new Set(
    readdirSync(new URL('../operations', import.meta.url)).map((file) => basename(file, '.graphql')),
  )
  const named = [...guide.matchAll(/\b([A-Z]\w+)Document\b/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => !operations.has(name))).toEqual([])
  const codes = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const table = guide.split('| code | what the frontend does |')[1]?.split('\n\n')[0] ?? ''
  const shown = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code),
  )
  expect(shown.length).toBeGreaterThan(10)
  expect(shown.filter((code) => !codes.includes(`\`${code}\``))).toEqual([])
  const schema = buildSchema(readFileSync(new URL('../api.graphql', import.meta.url), 'utf8'))
  const scalars = Object.values(schema.getTypeMap())
    .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
    .map(({ name }) => name)
  const mapped = guide.split('scalars: {')[1]?.split('}')[0] ?? ''
  expect([...mapped.matchAll(/(\w+): '/g)].map(([, name]) => name).toSorted()).toEqual(scalars.toSorted())
})
