import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { composeSupergraph } from '../compose-supergraph.ts'
import { readSubgraphList } from '../read-subgraph-list.ts'

/** For tests: a small repository of this one's shape in a temporary folder. */
export interface TestRepository {
  readonly root: string
  readonly write: (path: string, text: string) => void
  /** Writes the subgraph's schema; the contract stays as it was published. */
  readonly change: (sdl: string) => void
  /** Composes the contract and commits everything; the commit's hash. */
  readonly publish: (sdl: string) => string
  readonly git: (...args: readonly string[]) => string
  readonly remove: () => void
}

/** Makes one with the subgraph `a`, nothing published yet. */
export function createTestRepository(): TestRepository {
  const root = mkdtempSync(join(tmpdir(), 'schema-check-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  const change = (sdl: string) => write('subgraphs/a/src/schema.graphql', sdl)
  write(
    'router/supergraph.yaml',
    'federation_version: =2.9.0\nsubgraphs:\n  a:\n    routing_url: http://a.example/graphql\n    schema:\n      file: ../subgraphs/a/src/schema.graphql\n',
  )
  git('init', '--quiet', '--initial-branch=main')
  return {
    root,
    write,
    change,
    git,
    publish(sdl) {
      change(sdl)
      const { apiSdl, supergraphSdl } = composeSupergraph(readSubgraphList(join(root, 'router/supergraph.yaml')))
      write('router/api.graphql', apiSdl)
      write('router/supergraph.graphql', supergraphSdl)
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message=contract')
      return git('rev-parse', 'HEAD')
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
