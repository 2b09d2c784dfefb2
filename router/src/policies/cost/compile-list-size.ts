import type { FieldNode, GraphQLField } from 'graphql'
import type { ListSizeRule } from '../../supergraph/field-rules.ts'
import { compileValue } from './compile-value.ts'
import type { Variables } from './cost-program.ts'
import { parseSizedFields, type SizedFields } from './parse-sized-fields.ts'

/** `@listSize` of one selection. */
export interface ListSizeProgram {
  readonly read: (variables: Variables) => ListSize
  /** The fields below whose lists have that size as well. */
  readonly sizedFields: SizedFields
  /** Names of the slicing arguments. */
  readonly slicingArguments: readonly string[]
}

export interface ListSize {
  /** The size asked for, else assumed; null when nothing tells. Of several slicing arguments the largest counts. */
  readonly size: number | null
  /** Whether `requireOneSlicingArgument` holds: one is given, or none and one has a default. */
  readonly isSliced: boolean
}

/**
 * What `@listSize` says about a selection, its slicing arguments read from literals, variables and defaults. Like Apollo
 * Router: an argument may be inside an input object (`input.page.first`), and of a list its length counts. A value that is
 * no size (null, negative) tells nothing: then its default counts, or it would be a way to look small.
 */
export function compileListSize(
  rule: ListSizeRule,
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
): ListSizeProgram {
  const sources = rule.slicingArguments.map((slicingArgument) => {
    const [name = '', ...path] = slicingArgument.split('.')
    const declared = definition.args.find((argument) => argument.name === name)
    const argument = node.arguments?.find((candidate) => candidate.name.value === name)
    const read = argument && declared ? compileValue(argument.value, declared.type) : () => undefined
    return { read: (variables: Variables) => dig(read(variables), path), fallback: dig(declared?.defaultValue, path) }
  })
  const isRequired = rule.requireOneSlicingArgument && rule.slicingArguments.length > 0

  function read(variables: Variables): ListSize {
    let size: number | null = null
    let given = 0
    let defaulted = 0
    for (const source of sources) {
      const value = source.read(variables)
      const isGiven = typeof value === 'number' || Array.isArray(value)
      const own = toSize(value) ?? toSize(source.fallback)
      if (isGiven) given += 1
      else if (own !== null) defaulted += 1
      if (own !== null) size = Math.max(size ?? 0, own)
    }
    const isSliced = !isRequired || given === 1 || (given === 0 && defaulted === 1)
    return { size: size ?? rule.assumedSize, isSliced }
  }

  return { read, sizedFields: parseSizedFields(rule.sizedFields), slicingArguments: rule.slicingArguments }
}

function dig(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

function toSize(value: unknown): number | null {
  if (Array.isArray(value)) return value.length
  return typeof value === 'number' && value >= 0 ? value : null
}
