import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGit } from './create-git.ts'
import { createTestRepository, type TestRepository } from './create-test-repository.ts'
import { readPublished } from './read-published.ts'

let repository: TestRepository
beforeEach(() => {
  repository = createTestRepository()
})
afterEach(() => repository.remove())

const read = (against: string | null = null) => readPublished(repository.root, createGit(repository.root), against)
const contract = (field: string) => `type Query { ${field}: Int }`

test('on a branch, the contract is the one where it left the default branch', () => {
  const start = repository.publish(contract('first'))
  repository.git('switch', '--quiet', '--create', 'work')
  repository.publish(contract('second'))
  repository.publish(contract('third'))
  repository.git('switch', '--quiet', 'main')
  repository.publish(contract('elsewhere'))
  repository.git('switch', '--quiet', 'work')
  const { from, apiSdl, supergraphSdl } = read()
  expect(from).toBe(`${start.slice(0, 9)} (where this branch left main)`)
  expect(apiSdl).toContain('first')
  expect(supergraphSdl).toContain('join__Graph')
})

test("a remote's default branch goes before the local one", () => {
  const start = repository.publish(contract('first'))
  repository.git('update-ref', 'refs/remotes/origin/main', start)
  repository.publish(contract('second'))
  repository.publish(contract('third'))
  expect(read().apiSdl).toContain('first')
})

test('on the default branch, what is not committed is compared with the last commit, what is with the one before', () => {
  repository.publish(contract('first'))
  repository.publish(contract('second'))
  expect(read().apiSdl).toContain('first')
  repository.change(contract('third'))
  expect(read().apiSdl).toContain('second')
})

test('a commit, a tag or a file may be named; a supergraph tells its API and its policies', () => {
  const start = repository.publish(contract('first'))
  repository.git('tag', 'v1')
  repository.publish(contract('second'))
  expect(read('v1').apiSdl).toContain('first')
  expect(read(start).apiSdl).toContain('first')
  repository.write('old.graphql', contract('older'))
  expect(read('old.graphql')).toMatchObject({ apiSdl: contract('older'), supergraphSdl: null })
  const supergraph = read('router/supergraph.graphql')
  expect(supergraph.apiSdl).toContain('second')
  expect(supergraph.apiSdl).not.toContain('join__')
  expect(supergraph.supergraphSdl).toContain('join__Graph')
})

test('what is neither a file nor a commit is refused, an option of git likewise', () => {
  repository.publish(contract('first'))
  expect(() => read('nowhere')).toThrow('neither a file nor a commit')
  expect(() => read('--all')).toThrow('neither a file nor a commit')
})

test('without git the file on disk is the contract, and it is said', () => {
  repository.publish(contract('first'))
  expect(readPublished(repository.root, () => null, null)).toMatchObject({
    from: 'the file router/api.graphql, for git is not there',
    apiSdl: expect.stringContaining('first'),
    supergraphSdl: expect.stringContaining('join__Graph'),
  })
})
