import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { readSupergraph } from '../../src/supergraph/read-supergraph.ts'
import { composeSupergraph } from '../compose-supergraph.ts'
import { readSubgraphList } from '../read-subgraph-list.ts'
import { checkDocuments } from './check-documents.ts'
import type { Git } from './create-git.ts'
import { createUseFinder } from './create-use-finder.ts'
import { judgeChange } from './judge-change.ts'
import { listApiChanges } from './list-api-changes.ts'
import { listPolicyChanges } from './list-policy-changes.ts'
import { readApprovals } from './read-approvals.ts'
import { readDocuments } from './read-documents.ts'
import type { CheckOptions } from './read-options.ts'
import { readPublished } from './read-published.ts'
import { readUsage } from './read-usage.ts'
import type { SchemaReport } from './report.ts'

/** What a check needs of the world. */
export interface CheckDependencies {
  /** The repository's folder. */
  readonly root: string
  readonly git: Git
  readonly nowMs: () => number
  readonly fetchText: (url: string) => Promise<string>
}

/**
 * Checks the contract that the working tree's subgraphs compose against the published one. Subgraphs that do not compose are an outcome;
 * sources that cannot be read (usage, approvals, the published contract) reject.
 */
export async function runSchemaCheck(options: CheckOptions, deps: CheckDependencies): Promise<SchemaReport> {
  const { root } = deps
  const published = readPublished(root, deps.git, options.against)
  const approvals = readApprovals(join(root, 'router/schema-approvals.yaml'))
  const usage =
    options.usage.length === 0
      ? null
      : await readUsage(options.usage, options.usageDays, { ...deps, nowMs: deps.nowMs() })
  const report: SchemaReport = {
    format: 'ree-ai-schema-check',
    formatVersion: 1,
    checkedAt: new Date(deps.nowMs()).toISOString(),
    isPassed: false,
    against: published.from,
    compositionError: null,
    arePoliciesCompared: published.supergraphSdl !== null,
    changes: [],
    documents: { checkedCount: 0, invalid: [] },
    usage: usage && {
      sources: [...options.usage],
      days: options.usageDays,
      recordCount: usage.records.length,
      faultyCount: usage.faultyCount,
    },
    staleApprovals: [],
  }

  const composed = compose(root)
  if (composed instanceof Error) return { ...report, compositionError: composed.message }
  const [before, after] = [buildSchema(published.apiSdl), buildSchema(composed.apiSdl)]
  const policyChanges =
    published.supergraphSdl === null
      ? []
      : listPolicyChanges(
          { api: before, rules: readSupergraph(published.supergraphSdl).rules },
          { api: after, rules: readSupergraph(composed.supergraphSdl).rules },
        )
  const documents = readDocuments(root)
  const findUses = createUseFinder(before, usage?.records ?? [], documents)
  const changes = [...(await listApiChanges(before, after)), ...policyChanges].map((change) =>
    judgeChange(change, { hasRecords: usage !== null, approvals, findUses }),
  )
  const invalid = checkDocuments(after, documents)
  const breaking = changes.filter(({ level }) => level === 'breaking')
  return {
    ...report,
    isPassed: invalid.length === 0 && breaking.every(({ verdict }) => verdict === 'approved' || verdict === 'notInUse'),
    changes: levelOrder.flatMap((level) => changes.filter((change) => change.level === level)),
    documents: { checkedCount: documents.length, invalid },
    staleApprovals: [...approvals.keys()].filter((name) => !breaking.some(({ coordinate }) => coordinate === name)),
  }
}

const levelOrder = ['breaking', 'dangerous', 'safe'] as const

function compose(root: string): ReturnType<typeof composeSupergraph> | Error {
  try {
    return composeSupergraph(readSubgraphList(join(root, 'router/supergraph.yaml')))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
