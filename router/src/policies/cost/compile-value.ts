import { type GraphQLInputType, Kind, type ValueNode, valueFromAST, visit } from 'graphql'
import type { Variables } from './cost-program.ts'

/** An argument's value as a function of the variables, which are coerced; undefined when it has none. What is literal is read once. */
export function compileValue(node: ValueNode, type: GraphQLInputType): (variables: Variables) => unknown {
  if (node.kind === Kind.VARIABLE) {
    const name = node.name.value
    return (variables) => variables[name]
  }
  if (hasVariables(node)) return (variables) => valueFromAST(node, type, variables)
  const value: unknown = valueFromAST(node, type)
  return () => value
}

function hasVariables(node: ValueNode): boolean {
  let has = false
  visit(node, {
    Variable() {
      has = true
    },
  })
  return has
}
