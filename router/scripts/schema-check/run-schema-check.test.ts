import { afterEach, beforeEach, expect, test } from 'vitest'
import type { UsageRecord } from '../../src/usage/usage-record.ts'
import { createGit } from './create-git.ts'
import { createTestRepository, type TestRepository } from './create-test-repository.ts'
import { readOptions } from './read-options.ts'
import { reportSchema } from './report.ts'
import { runSchemaCheck } from './run-schema-check.ts'

const base = `
  type Query { home(id: ID!): Home homes(filter: HomeFilter): [Home!]! }
  type Home { id: ID! title: String! plan: String owner: String @authenticated kind: Kind }
  input HomeFilter { city: String rooms: Int }
  enum Kind { FLAT HOUSE }
`
let repository: TestRepository
beforeEach(() => {
  repository = createTestRepository()
})
afterEach(() => repository.remove())

async function check(args: readonly string[] = [], served: Readonly<Record<string, string>> = {}) {
  const report = await runSchemaCheck(readOptions(args), {
    root: repository.root,
    git: createGit(repository.root),
    nowMs: () => Date.parse('2026-11-23T12:00:00Z'),
    fetchText: async (url) => served[url] ?? '',
  })
  // What is written is what the schema documents.
  return reportSchema.parse(JSON.parse(JSON.stringify(report)))
}

function use(coordinate: string, changes: Partial<UsageRecord> = {}): UsageRecord {
  return {
    client: 'web',
    version: '1.2.0',
    coordinate,
    kind: 'field',
    operation: 'ShowHome',
    count: 12,
    firstSeen: '2026-11-01T08:00:00Z',
    lastSeen: '2026-11-20T08:00:00Z',
    ...changes,
  }
}
const toLines = (...records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

test('a working tree that says what was published passes', async () => {
  repository.publish(base)
  expect(await check()).toMatchObject({ isPassed: true, changes: [], arePoliciesCompared: true, usage: null })
})

test('without usage records every breaking change fails, for nobody knows', async () => {
  repository.publish(base)
  repository.change(base.replace('plan: String', ''))
  expect(await check()).toMatchObject({
    isPassed: false,
    changes: [{ level: 'breaking', coordinate: 'Home.plan', verdict: 'unknown', uses: [] }],
  })
})

test('with usage records a break fails when somebody uses it, and says which clients, how often and when last', async () => {
  repository.publish(base)
  repository.change(base.replace('plan: String', ''))
  repository.write(
    'usage/1.jsonl',
    toLines(use('Home.plan'), use('Home.plan', { version: '1.1.0', count: 3 }), use('Home.title', { client: 'ios' })),
  )
  repository.write('usage/2.jsonl', toLines(use('Home.plan', { count: 30, lastSeen: '2026-11-22T08:00:00Z' })))
  const { isPassed, changes, usage } = await check(['--usage', `${repository.root}/usage`])
  expect(isPassed).toBe(false)
  expect(changes).toMatchObject([
    {
      coordinate: 'Home.plan',
      verdict: 'inUse',
      uses: [
        { client: 'web', version: '1.2.0', operation: 'ShowHome', count: 42, lastSeen: '2026-11-22T08:00:00Z' },
        { client: 'web', version: '1.1.0', count: 3 },
      ],
    },
  ])
  expect(usage).toMatchObject({ recordCount: 3, faultyCount: 0, days: 30 })
})

test('with usage records a break that nobody used within the window passes', async () => {
  repository.publish(base)
  repository.change(base.replace('plan: String', ''))
  repository.write('old.jsonl', `${toLines(use('Home.plan', { lastSeen: '2026-10-01T08:00:00Z' }))}nonsense\n`)
  const source = `${repository.root}/old.jsonl`
  expect(await check(['--usage', source])).toMatchObject({
    isPassed: true,
    changes: [{ verdict: 'notInUse', uses: [] }],
    usage: { recordCount: 0, faultyCount: 1 },
  })
  expect(await check(['--usage', source, '--usage-days', '90'])).toMatchObject({ isPassed: false })
})

test("records are read from a router's admin port too", async () => {
  repository.publish(base)
  repository.change(base.replace('plan: String', ''))
  const url = 'http://router.example:4090/field-usage'
  const served = { [url]: JSON.stringify({ records: [use('Home.plan')] }) }
  expect(await check(['--usage', url], served)).toMatchObject({ changes: [{ verdict: 'inUse' }] })
  await expect(check(['--usage', url], { [url]: '<html>' })).rejects.toThrow('does not answer with field usage')
})

test('a field that has to be given from now on hits everyone who uses the input, by variables too', async () => {
  repository.publish(base)
  repository.change(base.replace('rooms: Int', 'rooms: Int!'))
  repository.write('u.jsonl', toLines(use('HomeFilter.city', { kind: 'inputField' })))
  expect(await check(['--usage', `${repository.root}/u.jsonl`])).toMatchObject({
    isPassed: false,
    changes: [{ coordinate: 'HomeFilter.rooms', verdict: 'inUse', uses: [{ client: 'web' }] }],
  })
})

test('a trusted document counts as usage, whatever the records say', async () => {
  repository.publish(base)
  repository.write('router/operations/ShowHome.graphql', 'query ShowHome($id: ID!) { home(id: $id) { title } }')
  repository.write('u.jsonl', '')
  const usage = ['--usage', `${repository.root}/u.jsonl`]
  repository.change(base.replace('title: String!', 'title: String'))
  expect(await check(usage)).toMatchObject({
    isPassed: false,
    documents: { checkedCount: 1, invalid: [] },
    changes: [{ verdict: 'inUse', uses: [{ kind: 'document', file: 'router/operations/ShowHome.graphql' }] }],
  })
  // The argument is given: validation knows better than a list of what is used.
  repository.change(base.replace('filter: HomeFilter', 'filter: HomeFilter!'))
  expect(await check(usage)).toMatchObject({ isPassed: true })
})

test('a trusted document that the new contract refuses fails the check at its line, in files and in the manifest', async () => {
  repository.publish(base)
  repository.write('router/operations/Good.graphql', 'query Good { homes { id } }')
  repository.write('subgraphs/a/src/operations/Bad.graphql', '# One.\nquery Bad {\n  homes { id nonsense }\n}\n')
  const operations = [
    { id: '1', name: 'Good', type: 'query', body: 'query Good {\n  homes { id }\n}' },
    { id: '2', name: 'Torn', type: 'query', body: 'query Torn {' },
  ]
  repository.write('router/trusted-documents.json', JSON.stringify({ operations }))
  const { isPassed, documents } = await check()
  expect(isPassed).toBe(false)
  expect(documents.checkedCount).toBe(3)
  expect(documents.invalid).toMatchObject([
    { file: 'subgraphs/a/src/operations/Bad.graphql', line: 3, column: 14, operation: 'Bad' },
    { file: 'router/trusted-documents.json#Torn', message: expect.stringContaining('Syntax Error') },
  ])
})

test('operations may share fragments of other files, and an error in one is told where it stands', async () => {
  repository.publish(base)
  repository.write('router/operations/ShowHome.graphql', 'query ShowHome { home(id: 1) { ...Card } }')
  repository.write('router/operations/card.graphql', '\nfragment Card on Home { title }')
  expect(await check()).toMatchObject({ isPassed: true, documents: { checkedCount: 1 } })
  repository.write('router/operations/card.graphql', '\nfragment Card on Home { nonsense }')
  expect((await check()).documents.invalid).toMatchObject([
    { file: 'router/operations/card.graphql', line: 2, operation: 'ShowHome' },
  ])
})

test('a lost protection is told though nothing breaks', async () => {
  repository.publish(base)
  repository.change(base.replace('@authenticated', ''))
  expect(await check()).toMatchObject({
    isPassed: true,
    changes: [{ level: 'dangerous', message: 'Home.owner is no longer protected (was @authenticated)' }],
  })
})

test('an approved break passes with its reason, and an approval that nothing needs is named', async () => {
  repository.publish(base)
  repository.change(base.replace('plan: String', ''))
  repository.write('router/schema-approvals.yaml', 'Home.plan: Agreed with web and ios.\nHome.roof: Gone long ago.\n')
  expect(await check()).toMatchObject({
    isPassed: true,
    changes: [{ verdict: 'approved', approval: 'Agreed with web and ios.' }],
    staleApprovals: ['Home.roof'],
  })
  repository.write('router/schema-approvals.yaml', 'Home.plan: ok\n')
  await expect(check()).rejects.toThrow('Home.plan')
})

test('subgraphs that do not compose fail with the reason', async () => {
  repository.publish(base)
  repository.change(base.replace('kind: Kind', 'kind: Nonsense'))
  const report = await check()
  expect(report.isPassed).toBe(false)
  expect(report.compositionError).toContain('Nonsense')
})
