import type { z } from 'zod'
import { readSettingKind } from './setting-kind.ts'

/** What a person has to know of a setting. */
export interface SettingDescription {
  readonly meaning: string
  readonly example: string
  /** As it would be written; null when it has to be set, empty when it has none. */
  readonly defaultValue: string | null
  /** What it may be, in words. */
  readonly values: string
}

/** Describes a setting by its schema. */
export function describeSetting(setting: z.ZodType): SettingDescription {
  const { description = '', example = '' } = setting.meta() ?? {}
  return {
    meaning: description,
    example: String(example),
    defaultValue: readDefault(setting),
    values: describeValues(setting),
  }
}

function readDefault(setting: z.ZodType): string | null {
  const result = setting.safeParse(undefined)
  if (!result.success) return null
  const { data } = result
  if (data === undefined) return ''
  if (typeof data === 'boolean') return data ? 'on' : 'off'
  if (Array.isArray(data)) return data.join(',')
  return typeof data === 'object' ? JSON.stringify(data) : String(data)
}

function describeValues(setting: z.ZodType): string {
  const { kind, written } = readSettingKind(setting)
  if (kind === 'flag') return 'on, off'
  if (kind === 'list') return 'texts with commas between, or a YAML list'
  if (kind === 'structure') return 'JSON, or YAML in the file'
  if (kind === 'choice')
    return Object.values((written._zod.def as { entries?: Readonly<Record<string, string>> }).entries ?? {}).join(', ')
  if (kind === 'text') return 'text'
  const { minValue, maxValue } = written as unknown as { readonly minValue: number; readonly maxValue: number }
  return `${minValue} to ${maxValue}`
}
