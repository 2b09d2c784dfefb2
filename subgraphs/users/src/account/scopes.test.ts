import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scopesByRole } from './scopes.ts'
import { serviceScopes } from './service-scopes.ts'

const root = new URL('../../../../', import.meta.url)
const roles = ['USER', 'AGENT', 'ADMIN'] as const
const roleScopes: ReadonlySet<string> = new Set(Object.values(scopesByRole).flat())

/** Every scope that a field of a subgraph asks for, with where. */
function listAskedScopes(): readonly (readonly [scope: string, subgraph: string])[] {
  const folder = new URL('subgraphs/', root)
  return readdirSync(folder).flatMap((name) => {
    const file = new URL(`${name}/src/schema.graphql`, folder)
    if (!existsSync(file)) return []
    const directives = readFileSync(file, 'utf8').matchAll(/@requiresScopes\(\s*scopes:\s*(\[[^)]*\])\s*\)/g)
    return [...directives].flatMap(([, list = '']) =>
      [...list.matchAll(/"([^"]+)"/g)].map(([, scope = '']) => [scope, name] as const),
    )
  })
}

test('every scope that a field asks for is one that a role or a service holds', () => {
  const asked = listAskedScopes()
  expect(asked.length).toBeGreaterThan(5)
  const known = new Set<string>([...roleScopes, ...serviceScopes])
  expect(asked.filter(([scope]) => !known.has(scope))).toEqual([])
})

test('no person holds what services alone may do', () => {
  expect(serviceScopes.filter((scope) => roleScopes.has(scope))).toEqual([])
})

test('each role may do all that the one before may', () => {
  for (const [index, role] of roles.entries()) {
    const before: readonly string[] = scopesByRole[roles[index - 1] ?? role]
    expect(scopesByRole[role]).toEqual(expect.arrayContaining([...before]))
  }
})

test('docs/scopes.md has a row for each scope, with the roles that hold it', () => {
  const rows = readFileSync(new URL('docs/scopes.md', root), 'utf8').split('\n')
  const documented = rows.flatMap((row) => {
    const [, scope, holders] = /^\| `([a-z]+:[a-z]+)` \| ([^|]+) \|/.exec(row) ?? []
    return scope === undefined ? [] : [[scope, String(holders).trim()] as const]
  })
  const held = [...roleScopes].map((scope) => {
    const holders = roles.filter((role) => (scopesByRole[role] as readonly string[]).includes(scope))
    return [scope, holders.join(', ')] as const
  })
  const all = [...held, ...serviceScopes.map((scope) => [scope, 'services'] as const)]
  expect(new Map(documented)).toEqual(new Map(all))
})
