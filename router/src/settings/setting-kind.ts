import type { z } from 'zod'

/** How a setting is written: `list` with commas between or as a YAML list, `structure` as JSON or YAML. */
export type SettingKind = 'flag' | 'choice' | 'number' | 'text' | 'list' | 'structure'

interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly entries?: Readonly<Record<string, string>>
}

/** The kind of a setting, by its schema, and the schema of what is written, without its default. */
export function readSettingKind(setting: z.ZodType): { readonly kind: SettingKind; readonly written: z.ZodType } {
  const definition = setting._zod.def as Definition
  const inner = definition.innerType ?? definition.in
  if (inner === undefined) return { kind: readScalarKind(definition), written: setting }
  const { kind, written } = readSettingKind(inner)
  const out = definition.out?._zod.def.type
  if (out === undefined || (kind !== 'text' && kind !== 'list')) return { kind, written }
  // Of texts, one that is taken apart is a list, and one that is then checked by a schema a structure.
  return { kind: out === 'transform' ? 'list' : 'structure', written }
}

function readScalarKind({ type, entries = {} }: Definition): SettingKind {
  if (type === 'enum') return Object.values(entries).includes('on') ? 'flag' : 'choice'
  return type === 'number' ? 'number' : 'text'
}
