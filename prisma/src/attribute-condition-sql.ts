import { Prisma } from './generated/prisma/client.ts'
import type { AttributeCondition, AttributeScalar } from './property-filter.ts'

/**
 * One condition on the `attributes` of a row. Numbers and booleans are compared exactly, texts without regard to case;
 * a list is equal to a value that it contains. A row without the attribute fails, except at `exists: false` and at
 * `eq: false`: a listing that does not speak of a pool is one without. The GIN index narrows every test but those two.
 */
export function attributeConditionSql(condition: AttributeCondition, alias: string): Prisma.Sql {
  const column = Prisma.raw(`"${alias}"."attributes"`)
  const { key } = condition
  const tests: Prisma.Sql[] = []
  if (condition.exists === false) tests.push(Prisma.sql`NOT (${column} ? ${key})`)
  if (condition.exists === true) tests.push(Prisma.sql`${column} ? ${key}`)
  if (condition.eq !== null && condition.eq !== undefined) tests.push(equals(column, key, condition.eq))
  if (condition.in) tests.push(any(condition.in.map((value) => equals(column, key, value))))
  if (condition.gte !== null && condition.gte !== undefined) tests.push(compares(column, key, '>=', condition.gte))
  if (condition.lte !== null && condition.lte !== undefined) tests.push(compares(column, key, '<=', condition.lte))
  return tests.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(tests, ' AND ')})`
}

function any(tests: readonly Prisma.Sql[]): Prisma.Sql {
  return tests.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join([...tests], ' OR ')})`
}

function equals(column: Prisma.Sql, key: string, value: AttributeScalar): Prisma.Sql {
  if (value === false) return Prisma.sql`NOT (${column} @> ${JSON.stringify({ [key]: true })}::jsonb)`
  if (typeof value !== 'string') return Prisma.sql`${column} @> ${JSON.stringify({ [key]: value })}::jsonb`
  // Lower-casing the JSON text lower-cases its strings and nothing else, and `@>` finds a text in a list as well as by
  // itself: one test for both kinds.
  return Prisma.sql`(${column} ? ${key} AND lower((${column} -> ${key})::text)::jsonb @> to_jsonb(lower(${value}::text)))`
}

/** Values of another kind than the bound's fail; CASE keeps the cast away from them. */
function compares(column: Prisma.Sql, key: string, operator: '>=' | '<=', bound: AttributeScalar): Prisma.Sql {
  const compare = Prisma.raw(operator)
  const kind = typeof bound === 'number' ? 'number' : 'string'
  const test =
    typeof bound === 'number'
      ? Prisma.sql`(${column} -> ${key})::numeric ${compare} ${bound}::numeric`
      : // Dates as YYYY-MM-DD sort as their text does.
        Prisma.sql`(${column} ->> ${key}) COLLATE "C" ${compare} ${String(bound)}::text`
  return Prisma.sql`(${column} ? ${key} AND CASE WHEN jsonb_typeof(${column} -> ${key}) = ${kind} THEN ${test} ELSE FALSE END)`
}
