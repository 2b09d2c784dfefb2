import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { AttributeDefinition } from './attribute.ts'
import type { GivenAttribute } from './given-attribute.ts'
import type { KeyAllowance } from './new-key-store.ts'

/** A problem for each key beyond what the account may still bring. */
export function checkNewKeys(
  added: readonly Pick<AttributeDefinition, 'key'>[],
  given: readonly GivenAttribute[],
  { left, reason }: KeyAllowance,
): InputProblem[] {
  const paths = new Map(given.map(({ key, path }) => [key, path]))
  return added.slice(left).map(({ key }) => ({ path: `${paths.get(key) ?? key}.key`, reason }))
}
