import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'

/** Every rule on who may see something, of fields and types. */
export function listAccessRules(rules: FieldRules): readonly AccessRule[] {
  return [...rules.fields.values(), ...rules.types.values()].flatMap(({ access }) => access ?? [])
}
