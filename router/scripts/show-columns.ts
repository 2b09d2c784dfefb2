import { existsSync, writeFileSync } from 'node:fs'
import type { Encoding } from '@ree-ai/properties/import/detect-encoding'
import type { Mapping, Rule } from '@ree-ai/properties/import/mapping'
import { type FileFormat, readRows } from '@ree-ai/properties/import/read-rows'
import { foldName } from './column-names.ts'
import { describeColumns } from './describe-columns.ts'
import { proposeMapping } from './propose-mapping.ts'

/** Prints a file's columns with examples and what they seem to mean, and writes the mapping where one is wanted. */
export async function showColumns(
  file: string,
  options: {
    readonly format: FileFormat
    readonly encoding: Encoding | undefined
    readonly writeTo: string | undefined
  },
): Promise<void> {
  const { writeTo } = options
  if (writeTo !== undefined && existsSync(writeTo)) throw new Error(`${writeTo} is there already; name another file.`)
  if (writeTo !== undefined && !writeTo.endsWith('.json')) throw new Error('--map-only takes the name of a .json file.')
  const { rows, broken, columns } = await describeColumns(readRows(file, options))
  if (columns.length === 0) throw new Error(`${file} has no rows.`)
  const { mapping, questions } = proposeMapping(columns)
  const uses = readUses(mapping)

  console.log(`${file}: the first ${rows} rows${broken > 0 ? ` (and ${broken} that cannot be read)` : ''}\n`)
  const width = Math.min(30, Math.max(...columns.map(({ name }) => name.length)))
  for (const { name, filled, values } of columns) {
    const share = `${String(Math.round((100 * filled) / rows)).padStart(3)} %`
    const examples = values.slice(0, 3).map((value) => JSON.stringify(value.slice(0, 30)))
    console.log(
      `  ${name.padEnd(width)}  ${share}  ${(uses.get(foldName(name)) ?? '-').padEnd(24)}  ${examples.join(' ')}`,
    )
  }
  console.log('\nTo be looked at:')
  for (const question of questions) console.log(`  - ${question}`)
  if (writeTo === undefined) {
    console.log(`\nThe proposed mapping (--map-only FILE.json writes it):\n${JSON.stringify(mapping, null, 2)}`)
    return
  }
  writeFileSync(writeTo, `${JSON.stringify(mapping, null, 2)}\n`)
  console.log(
    `\nThe proposed mapping is in ${writeTo}. Look it through, then:\n  npm run import -- ${file} --mapping ${writeTo} --dry-run`,
  )
}

/** What each column (by its folded name) is used for; of several uses the title is told last. */
function readUses({ key, fields, attributes = {}, tags = [] }: Mapping): ReadonlyMap<string, string> {
  const uses = new Map<string, string>()
  const note = (given: string | readonly string[] | undefined, use: string) => {
    for (const name of [given ?? []].flat()) if (!uses.has(foldName(name))) uses.set(foldName(name), use)
  }
  const noteRule = (use: string, rule: Rule | undefined) => {
    if (rule === undefined) return
    const parts = [...(rule.join ?? []), ...(rule.firstOf ?? []).flatMap((part) => [part, ...(part.join ?? [])])]
    for (const { column } of [rule, ...parts]) note(column, use)
  }
  note(typeof key === 'object' && 'parts' in key ? key.parts : key, 'key')
  const { title, ...others } = fields
  for (const [name, rule] of Object.entries(others)) noteRule(name, rule)
  for (const [name, rule] of Object.entries(attributes)) noteRule(`attributes.${name}`, rule)
  for (const { column, map } of tags) note(column, `attributes.${Object.keys(Object.values(map)[0] ?? {})[0] ?? '*'}`)
  noteRule('title', title)
  return uses
}
