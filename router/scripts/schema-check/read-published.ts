import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { printSchema } from 'graphql'
import type { Git } from './create-git.ts'

/** The contract that clients were given. */
export interface PublishedContract {
  /** Where it is from, in words. */
  readonly from: string
  readonly apiSdl: string
  /** Null when only the API schema is there: then policies cannot be compared. */
  readonly supergraphSdl: string | null
}

const apiPath = 'router/api.graphql'
const supergraphPath = 'router/supergraph.graphql'
const mainBranches = ['refs/remotes/origin/main', 'refs/remotes/origin/master', 'refs/heads/main', 'refs/heads/master']

/**
 * Reads the published contract. `against` is a file (an API schema, or a supergraph, which tells the policies too) or anything git knows a
 * commit by. Without it: the commit where this branch left the default branch; on the default branch itself the last commit when
 * something is not committed yet, else the one before; where git is not there, the file on disk. Throws when there is none.
 */
export function readPublished(root: string, git: Git, against: string | null): PublishedContract {
  if (against !== null) {
    const file = resolve(root, against)
    if (existsSync(file)) return readContractFile(file, against)
    const commit = findCommit(git, against)
    if (commit === null) throw new Error(`--against ${against} is neither a file nor a commit that git knows.`)
    return readCommit(git, commit, against)
  }
  const head = findCommit(git, 'HEAD')
  if (head === null)
    return { ...readContractFile(join(root, apiPath)), from: `the file ${apiPath}, for git is not there` }
  return readBase(git, head)
}

function readBase(git: Git, head: string): PublishedContract {
  const branch =
    git('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD') ??
    mainBranches.find((name) => findCommit(git, name) !== null)
  const base = branch === undefined ? null : git('merge-base', head, branch)
  if (base !== null && base !== head)
    return readCommit(git, base, `where this branch left ${branch?.split('/').at(-1)}`)
  const isClean = git('status', '--porcelain', '--', 'router', 'subgraphs') === ''
  const parent = isClean ? findCommit(git, 'HEAD^') : null
  if (parent !== null) return readCommit(git, parent, 'the commit before, for nothing is uncommitted')
  return readCommit(git, head, 'the last commit')
}

function readCommit(git: Git, commit: string, name: string): PublishedContract {
  const apiSdl = git('show', `${commit}:${apiPath}`)
  if (apiSdl === null) throw new Error(`There is no ${apiPath} in ${name} (${commit.slice(0, 9)}).`)
  return { from: `${commit.slice(0, 9)} (${name})`, apiSdl, supergraphSdl: git('show', `${commit}:${supergraphPath}`) }
}

function findCommit(git: Git, name: string): string | null {
  return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
}

function readContractFile(path: string, name = path): PublishedContract {
  const text = readFileSync(path, 'utf8')
  if (!text.includes('https://specs.apollo.dev/join')) {
    const supergraph = join(dirname(path), 'supergraph.graphql')
    const isPublished = path.endsWith(apiPath) && existsSync(supergraph)
    return { from: name, apiSdl: text, supergraphSdl: isPublished ? readFileSync(supergraph, 'utf8') : null }
  }
  const supergraph = Supergraph.build(text, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  return { from: name, apiSdl: printSchema(supergraph.apiSchema().toGraphQLJSSchema()), supergraphSdl: text }
}
