import { Kind, type SelectionNode } from 'graphql'

/** A selection is left out when this variable has this value. */
export interface Condition {
  readonly variable: string
  readonly leavesOut: boolean
}

/** What `@skip` and `@include` of a selection depend on; null when it is left out whatever the variables are. */
export function readConditions(node: SelectionNode): readonly Condition[] | null {
  const conditions: Condition[] = []
  for (const { name, arguments: args } of node.directives ?? []) {
    if (name.value !== 'skip' && name.value !== 'include') continue
    const leavesOut = name.value === 'skip'
    const value = args?.find((argument) => argument.name.value === 'if')?.value
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, leavesOut })
    if (value?.kind === Kind.BOOLEAN && value.value === leavesOut) return null
  }
  return conditions
}

/** Whether a selection with these conditions is left out. A variable without a value leaves nothing out. */
export function isLeftOut(conditions: readonly Condition[], variables: Readonly<Record<string, unknown>>): boolean {
  return conditions.some(({ variable, leavesOut }) => variables[variable] === leavesOut)
}
