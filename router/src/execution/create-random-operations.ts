import fc from 'fast-check'
import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
} from 'graphql'

export interface RandomOperation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * For tests: random operations, with aliases, fragments of both kinds, conditions and repetition, on types named in `types`
 * (those of `protectedWorld` unless given). Fields with required arguments are left out. Not all operations are valid.
 */
export function createRandomOperations(
  schema: GraphQLSchema,
  {
    hasConditions = true,
    types = ['Node', 'Dog', 'Cat', 'Animal'],
    hasTypenames = false,
  }: {
    readonly hasConditions?: boolean
    readonly types?: readonly string[]
    /** Whether every selection asks for `__typename` first. */
    readonly hasTypenames?: boolean
  } = {},
): fc.Arbitrary<RandomOperation> {
  return fc.gen().map((generate) => {
    const pick = <Item>(items: readonly Item[]): Item => items[generate(fc.nat, { max: items.length - 1 })] as Item
    const chance = (percent: number) => generate(fc.nat, { max: 99 }) < percent
    const fragments: { readonly name: string; readonly type: GraphQLCompositeType; readonly text: string }[] = []
    const condition = () =>
      hasConditions && chance(10)
        ? pick([' @skip(if: $yes)', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: false)'])
        : ''

    function select(type: GraphQLCompositeType, depth: number): string {
      const parts: string[] = hasTypenames ? ['__typename'] : []
      for (let left = 1 + generate(fc.nat, { max: 3 }); left > 0; left -= 1) parts.push(selectOne(type, depth))
      return `{ ${parts.join(' ')} }`
    }

    function selectOne(type: GraphQLCompositeType, depth: number): string {
      if (chance(15)) {
        const usable = fragments.filter((fragment) => overlaps(type, fragment.type))
        if (usable.length > 0) return `...${pick(usable).name}${condition()}`
      }
      if (isAbstractType(type) ? chance(60) : chance(10)) {
        const within = types.map((name) => schema.getType(name)).filter(isCompositeType)
        const inner = [type, ...within].filter((other) => overlaps(type, other))
        const chosen = pick(inner)
        if (depth > 0) return `... on ${chosen.name}${condition()} ${select(chosen, depth - 1)}`
      }
      if (!('getFields' in type)) return '__typename'
      const fields = Object.values(type.getFields()).filter(
        ({ type, args }) => !args.some(isRequiredArgument) && (depth > 0 || !isCompositeType(getNamedType(type))),
      )
      if (fields.length === 0) return '__typename'
      const field = pick(fields)
      const inner = getNamedType(field.type)
      const alias = chance(20) ? `${pick(['_removed1', `a${field.name}`, `b${field.name}`])}: ` : ''
      return `${alias}${field.name}${condition()}${isCompositeType(inner) ? ` ${select(inner, depth - 1)}` : ''}`
    }

    function overlaps(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
      const possible = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type])
      return possible(one).some((type) => possible(other).includes(type))
    }

    for (const typeName of [types[0], types.at(-1), types[0], 'Query']) {
      const type = schema.getType(typeName ?? '')
      if (!isCompositeType(type) || chance(30)) continue
      const text = select(type, 2)
      fragments.push({ name: `F${fragments.length}`, type, text })
    }
    const query = schema.getQueryType()
    const body = query ? select(query, 4) : ''
    const used: string[] = []
    let rest = body
    for (const fragment of fragments.toReversed()) {
      if (!rest.includes(`...${fragment.name}`)) continue
      rest += fragment.text
      used.push(`fragment ${fragment.name} on ${fragment.type.name} ${fragment.text}`)
    }
    const variables = ['yes', 'no'].filter((name) => rest.includes(`$${name}`))
    const declared = variables.length > 0 ? `(${variables.map((name) => `$${name}: Boolean!`).join()})` : ''
    return {
      query: `query ${declared} ${body} ${used.join(' ')}`,
      variables: Object.fromEntries(variables.map((name) => [name, name === 'yes'])),
    }
  })
}
