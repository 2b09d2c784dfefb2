import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** What the notes have to speak of, each as the beginning of an entry. */
const attacks = [
  'Forged tokens',
  'Downgraded tokens',
  'Confused tokens',
  'Header spoofing',
  'Spoofed addresses and hosts',
  'Direct subgraph access',
  'Replay of signed requests',
  '`_entities` and `_service` from outside',
  'Alias and batch brute force',
  'Limit bypass by aliases, fragments, variables, GET, APQ, WebSocket',
  'Timing of sign-in',
  'Fragment bombs',
  'Deep inputs',
  'Huge lists',
  'Gzip bombs',
  'Planning stalls',
  'Plan-cache flooding',
  'CSRF',
  'CORS reflection',
  'Cross-site WebSocket hijacking',
  'Introspection and suggestion leaks',
  'Error and address leaks',
  'Secrets in logs',
  'Log and metric injection',
  'Cache poisoning',
  'Cross-user cache reads',
  'Redis poisoned or away',
  'Prototype pollution',
  'Subscription floods',
  'Slow clients',
  'Session end while subscribed',
  'SSRF and redirects',
  'Nonsense from subgraphs',
  'Lost protection',
  'Stale supergraph',
] as const

const named = /`([\w./-]+\.ts) › ([^`]+)`/g

/** The entries of the chapter on attacks, each with its name and the tests it names. */
function readAttacks(notes: string) {
  const [, chapter = ''] = notes.split('\n## Attacks\n')
  const [text = ''] = chapter.split('\n## ')
  return text
    .split('\n- **')
    .slice(1)
    .map((entry) => ({
      name: entry.split('**')[0] ?? '',
      tests: Array.from(entry.matchAll(named), ([, path = '', title = '']) => ({ path, title })),
    }))
}

/** The titles of the tests in a source. */
function readTitles(source: string): ReadonlySet<string> {
  const calls = source.matchAll(
    /(?:^|[\s)\]}])(?:test|it)?(?:\.\w+)*(?:\([^\n]*\)|`[^`]*`)?\(\s*(['"`])((?:\\.|(?!\1).)+)\1\s*,/gm,
  )
  return new Set(Array.from(calls, ([, , title = '']) => title.replace(/\\(['"`])/g, '$1')))
}

const entries = readAttacks(read('docs/security.md'))

test('the security notes speak of every attack', () => {
  const names = entries.map(({ name }) => name)
  expect(attacks.filter((attack) => !names.some((name) => name.startsWith(attack)))).toEqual([])
})

test.each(entries)('$name: the tests that stand against it exist', ({ tests }) => {
  const missing = tests.filter(
    ({ path, title }) => !existsSync(new URL(path, root)) || !readTitles(read(path)).has(title),
  )
  expect(missing).toEqual([])
  expect(tests.length).toBeGreaterThan(0)
})

test('a test that is not there is noticed', () => {
  const [entry] = readAttacks(
    '\n## Attacks\n\n- **A.** It. `router/e2e/security-notes.test.ts › nothing of the kind`\n\n## End\n',
  )
  expect(entry?.tests).toEqual([{ path: 'router/e2e/security-notes.test.ts', title: 'nothing of the kind' }])
  const titles = readTitles(read('router/e2e/security-notes.test.ts'))
  expect([titles.has('nothing of the kind'), titles.has('the security notes speak of every attack')]).toEqual([
    false,
    true,
  ])
})
