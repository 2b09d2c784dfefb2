import { type FieldNode, type GraphQLField, valueFromAST } from 'graphql'
import type { ListSizeRule } from '../../supergraph/field-rules.ts'

export interface ListSize {
  /** The size asked for, else assumed; null when nothing tells. Of several slicing arguments the largest counts. */
  readonly size: number | null
  /** Whether `requireOneSlicingArgument` holds: one is given, or none and one has a default. */
  readonly isSliced: boolean
}

/** What `@listSize` says about one selection, its slicing arguments read from literals, variables and defaults. */
export function readListSize(
  rule: ListSizeRule,
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): ListSize {
  const sizes: number[] = []
  let given = 0
  let defaulted = 0
  for (const name of rule.slicingArguments) {
    const declared = definition.args.find((argument) => argument.name === name)
    const argument = node.arguments?.find((candidate) => candidate.name.value === name)
    const value: unknown = argument && declared && valueFromAST(argument.value, declared.type, variables)
    const size = value === undefined ? declared?.defaultValue : value
    if (typeof size !== 'number') continue
    if (value === undefined) defaulted += 1
    else given += 1
    sizes.push(Math.max(0, size))
  }
  const isRequired = rule.requireOneSlicingArgument && rule.slicingArguments.length > 0
  return {
    size: sizes.length > 0 ? Math.max(...sizes) : rule.assumedSize,
    isSliced: !isRequired || given === 1 || (given === 0 && defaulted === 1),
  }
}
