import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readRunningList } from './read-running-list.ts'

const folder = mkdtempSync(join(tmpdir(), 'list-'))

test('this repository’s list names every subgraph with its URL and the SDL it is known by', () => {
  const list = readRunningList(fileURLToPath(new URL('../../../supergraph.yaml', import.meta.url)), {})
  const users = list.find(({ name }) => name === 'users')
  expect(users?.url).toBe('http://localhost:4001/graphql')
  expect(users?.readKnownSdl()).toContain('type User')
})

test('without a list, each SUBGRAPH_<NAME>_URL is a subgraph', () => {
  const environment = { SUBGRAPH_PRICE_LIST_URL: 'http://prices:4001', SUBGRAPH_A_URL: 'http://a/api', OTHER: 'x' }
  const list = readRunningList(join(folder, 'none.yaml'), environment)
  expect(list.map(({ name, url }) => [name, url])).toEqual([
    ['price_list', 'http://prices:4001/graphql'],
    ['a', 'http://a/api'],
  ])
  expect(list[0]?.readKnownSdl()).toBeNull()
})

test('no subgraphs at all, and a list of another form, are refused', () => {
  expect(() => readRunningList(join(folder, 'none.yaml'), {})).toThrow('SUBGRAPH_<NAME>_URL')
  const file = join(folder, 'list.yaml')
  writeFileSync(file, 'subgraphs: [users]')
  expect(() => readRunningList(file, {})).toThrow()
})
