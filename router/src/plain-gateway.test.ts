import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startTestRouter } from './server/start-test-router.ts'

const stops: (() => Promise<void>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

/** The settings that docs/configuration.md calls a plain gateway. */
function readPlainSettings(): Record<string, string> {
  const text = readFileSync(fileURLToPath(new URL('../../docs/configuration.md', import.meta.url)), 'utf8')
  const yaml = /## A plain gateway.*?```yaml\n(.*?)```/s.exec(text)?.[1] ?? ''
  const settings = parse(yaml) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  )
}

const nest = (levels: number) => `${'friend { '.repeat(levels)}id${' }'.repeat(levels)}`
const people = {
  name: 'people',
  typeDefs: 'type Query { me: Person } type Person { id: ID! friend: Person }',
  resolvers: { Query: { me: () => person } },
  createContext: (request: never) => request,
}
const person: { readonly id: string; readonly friend: () => unknown } = { id: '1', friend: () => person }

test('with every policy off, a supergraph that knows nothing of us is served as it is', async () => {
  const router = await startTestRouter(readPlainSettings(), { subgraph: people as never })
  stops.push(router.stop)
  // No users, no key set, no limits: deeper, longer and more often than any of them would let pass.
  const deep = await router.post({ query: `{ me { ${nest(40)} } }` }, { authorization: 'Bearer nonsense' })
  expect([deep.status, deep.json.errors, deep.json.extensions]).toEqual([200, undefined, undefined])
  const aliases = Array.from({ length: 300 }, (_, index) => `a${index}: me { id }`).join(' ')
  for (let times = 0; times < 80; times += 1) expect((await router.post({ query: '{ me { id } }' })).status).toBe(200)
  const wide = await router.post({ query: `{ ${aliases} }` })
  expect(Object.keys(wide.json.data)).toHaveLength(300)
  expect([...wide.headers.keys()].filter((name) => name.startsWith('ratelimit'))).toEqual([])
}, 60_000)

test('the same requests are refused where the policies are on', async () => {
  const router = await startTestRouter({ CLIENT_LIMIT_MINUTE: '5' }, { subgraph: people as never })
  stops.push(router.stop)
  expect((await router.post({ query: `{ me { ${nest(40)} } }` })).json.errors[0].extensions.limit).toBe('depth')
  expect((await router.post({ query: '{ me { id } }' }, { authorization: 'Bearer nonsense' })).status).toBe(401)
  for (let times = 0; times < 3; times += 1) await router.post({ query: '{ me { id } }' })
  expect((await router.post({ query: '{ me { id } }' })).status).toBe(429)
})

test('authorization has no switch: what is protected stays so with every policy off', async () => {
  const links = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"]) '
  const subgraph = {
    ...people,
    typeDefs: `${links} type Query { me: Person @authenticated open: Int } type Person { id: ID! }`,
    resolvers: { Query: { me: () => person, open: () => 1 } },
  }
  const router = await startTestRouter(readPlainSettings(), { subgraph: subgraph as never })
  stops.push(router.stop)
  const { json } = await router.post({ query: '{ me { id } open }' }, { authorization: 'Bearer nonsense' })
  expect([json.data, json.errors[0].extensions.code]).toEqual([{ me: null, open: 1 }, 'UNAUTHORIZED_FIELD_OR_TYPE'])
})
