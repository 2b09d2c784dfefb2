import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/**
 * A validation rule: refuses numbers such as `1e400`, which JavaScript has no value for. graphql-js refuses them in variables and takes
 * them as infinite in documents, which no subgraph could be sent.
 */
export function finiteNumbersRule(context: ValidationContext): ASTVisitor {
  const check = (node: { readonly kind: 'IntValue' | 'FloatValue'; readonly value: string }) => {
    if (Number.isFinite(Number(node.value))) return
    context.reportError(new GraphQLError('The number is larger than numbers can be.', { nodes: node as never }))
  }
  return { IntValue: check, FloatValue: check }
}
