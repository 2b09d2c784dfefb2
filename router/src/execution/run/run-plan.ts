import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { RouterContext } from '../../context.ts'
import type { CompiledFetch, CompiledNode } from '../plan/compile-plan.ts'
import type { Representation, Subgraph, SubgraphAnswer, SubgraphError } from '../subgraph.ts'
import { buildRepresentation } from './build-representation.ts'
import { findObjects, findPlaces } from './find-objects.ts'
import { mergeInto } from './merge-into.ts'
import { rewriteData } from './rewrite-data.ts'

type Data = Record<string, unknown>
type Path = readonly (string | number)[]

/** What one run of a plan needs. */
export interface PlanRun {
  /** The whole supergraph, with what clients do not see. */
  readonly schema: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  /** Variables as the client gave them; the plan's operations declare their own defaults. */
  readonly variables: Readonly<Data>
  /** Those in `@skip` and `@include`, with defaults. */
  readonly conditions: Readonly<Data>
  readonly context: RouterContext
  /** What is known so far; grows in place. */
  readonly data: Data
  /** Grows in place: one error for each place in the answer, a hundred at most of one error of a subgraph. */
  readonly errors: GraphQLError[]
  readonly isTraced: boolean
}

/** Places that one error of an entity is reported at; a long list could have the same entity everywhere. */
const placesMax = 100

/** Runs a node of a plan over the data so far. Never rejects: what fails is an error in the answer, and the rest goes on. */
export async function runPlan(run: PlanRun, node: CompiledNode | null): Promise<void> {
  if (node === null || run.context.signal.aborted) return
  switch (node.kind) {
    case 'sequence':
      for (const child of node.nodes) await runPlan(run, child)
      return
    case 'parallel':
      await Promise.all(node.nodes.map((child) => runPlan(run, child)))
      return
    case 'condition':
      return runPlan(run, run.conditions[node.variable] === true ? node.whenTrue : node.whenFalse)
    case 'fetch':
      return runFetch(run, node)
  }
}

async function runFetch(run: PlanRun, fetch: CompiledFetch): Promise<void> {
  try {
    const objects = findObjects(run.data, fetch.path)
    if (objects.length === 0) return
    if (fetch.requires === null) await fetchFields(run, fetch, objects)
    else await fetchEntities(run, fetch, objects)
  } catch (error) {
    run.errors.push(toError(error, fetch.prefix))
  }
}

async function fetchFields(run: PlanRun, fetch: CompiledFetch, objects: readonly Data[]): Promise<void> {
  const answer = await send(run, fetch, null)
  for (const error of answer.errors) run.errors.push(toSubgraphError(error, fetch, fetch.prefix, 0))
  if (!answer.data) return
  rewriteData(run.schema, fetch.outputRewrites, answer.data)
  for (const object of objects) mergeInto(object, answer.data)
}

/** Asks for each entity once, however many places it has in the answer. */
async function fetchEntities(run: PlanRun, fetch: CompiledFetch, objects: readonly Data[]): Promise<void> {
  const representations: Representation[] = []
  const indexByText = new Map<string, number>()
  /** For each object the representation it takes part in; -1 for none. */
  const indexes = objects.map((object) => {
    const representation = buildRepresentation(run.schema, object, fetch.requires ?? [])
    if (representation === null) return -1
    rewriteData(run.schema, fetch.inputRewrites, representation)
    const text = JSON.stringify(representation)
    const known = indexByText.get(text)
    if (known !== undefined) return known
    indexByText.set(text, representations.length)
    return representations.push(representation) - 1
  })
  if (representations.length === 0) return

  const answer = await send(run, fetch, representations)
  const places = answer.errors.length > 0 ? findPlaces(run.data, fetch.path) : []
  for (const error of answer.errors) {
    const index = Array.isArray(error.path) && error.path[0] === '_entities' ? error.path[1] : undefined
    if (typeof index !== 'number') {
      run.errors.push(toSubgraphError(error, fetch, fetch.prefix, 0))
      continue
    }
    const its = places.filter((_place, position) => indexes[position] === index).slice(0, placesMax)
    for (const place of its) run.errors.push(toSubgraphError(error, fetch, place, 2))
  }
  const entities = answer.data?._entities
  if (answer.data === null || answer.data === undefined) return
  if (!Array.isArray(entities) || entities.length !== representations.length)
    throw new Error(`"${fetch.subgraph}" answered another number of entities than it was asked for`)
  const rewritten = new Set<Data>()
  objects.forEach((object, position) => {
    const entity: unknown = entities[indexes[position] ?? -1]
    if (typeof entity !== 'object' || entity === null) return
    // Places of one entity share what is below it: they are filled alike from here on.
    const received = entity as Data
    received.__typename ??= object.__typename
    if (!rewritten.has(received)) rewriteData(run.schema, fetch.outputRewrites, received)
    rewritten.add(received)
    mergeInto(object, received)
  })
}

async function send(
  run: PlanRun,
  fetch: CompiledFetch,
  representations: readonly Representation[] | null,
): Promise<SubgraphAnswer> {
  const subgraph = run.subgraphs.get(fetch.subgraph)
  if (subgraph === undefined) throw new Error(`there is no subgraph "${fetch.subgraph}"`)
  return subgraph.send({
    kind: fetch.operationKind,
    query: fetch.query,
    variables: pickVariables(run.variables, fetch.variables),
    representations,
    path: fetch.prefix,
    context: run.context,
    isTraced: run.isTraced,
  })
}

/** The variables that a fetch needs and the client gave. */
export function pickVariables(variables: Readonly<Data>, names: readonly string[]): Data {
  const picked: Data = {}
  for (const name of names)
    if (Object.hasOwn(variables, name) && variables[name] !== undefined) picked[name] = variables[name]
  return picked
}

/** A subgraph's error where it belongs in the client's answer; `depth` parts of its own path stand for the entity. */
export function toSubgraphError(error: SubgraphError, fetch: CompiledFetch, place: Path, depth: number): GraphQLError {
  const own = Array.isArray(error.path) ? error.path.filter(isPathPart).slice(depth) : []
  const path = [...place, ...own]
  const message =
    typeof error.message === 'string' && error.message !== '' ? error.message : `"${fetch.subgraph}" gave an error.`
  const extensions =
    typeof error.extensions === 'object' && error.extensions !== null ? { ...error.extensions } : undefined
  return new GraphQLError(message, { path: path.length > 0 ? path : undefined, extensions })
}

function isPathPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number'
}

function toError(error: unknown, place: Path): GraphQLError {
  if (error instanceof GraphQLError) return error
  const originalError = error instanceof Error ? error : new Error(String(error))
  return new GraphQLError(originalError.message, { path: place.length > 0 ? place : undefined, originalError })
}
