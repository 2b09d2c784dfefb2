import { loadMapping } from '@ree-ai/properties/import/load-mapping'
import type { Rule } from '@ree-ai/properties/import/mapping'
import type { ColumnDescription } from './describe-columns.ts'
import type { Proposal } from './propose-mapping.ts'

/** Names that hardly anything but a RESO feed has. */
const telling = ['listingkey', 'standardstatus', 'listprice', 'publicremarks', 'bedroomstotal', 'unparsedaddress']
const enough = 4

/** Whether the columns are called as the RESO Data Dictionary calls them. */
export function isResoFile(columns: readonly ColumnDescription[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()))
  return telling.filter((name) => names.has(name)).length >= enough
}

/** The shipped mapping for RESO's names, with what such a feed does not say: the currency. */
export function proposeReso(columns: readonly ColumnDescription[]): Proposal {
  const { description: _about, ...shipped } = loadMapping(null, 'reso')
  const given = shipped.fields['listPrice.currency']
  const currencies = [given?.column ?? []].flat().map((name) => name.toLowerCase())
  const used = new Set([shipped.key, shipped.fields, shipped.attributes, shipped.tags].flatMap(readColumnNames))
  const left = columns.filter(
    ({ name, filled }) => filled > 0 && !name.startsWith('attributes.') && !used.has(name.toLowerCase()),
  )
  const isTold = columns.some(({ name, filled }) => filled > 0 && currencies.includes(name.toLowerCase()))
  const questions = [
    'These are the names of the RESO Data Dictionary: the proposal is the mapping `reso` that is shipped.',
  ]
  if (!isTold) questions.push('fields."listPrice.currency": no column tells it; "USD" is a guess.')
  if (left.length > 0) questions.push(`Not used: ${left.map(({ name }) => name).join(', ')}.`)
  const currency: Rule = { firstOf: [{ ...given }, { constant: 'USD' }], required: true }
  return {
    mapping: isTold ? shipped : { ...shipped, fields: { ...shipped.fields, 'listPrice.currency': currency } },
    questions,
  }
}

/** Every column that a part of a mapping reads or looks at, in lower case. */
function readColumnNames(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part.toLowerCase()]
  if (Array.isArray(part)) return part.flatMap(readColumnNames)
  if (typeof part !== 'object' || part === null) return []
  return Object.values(part).flatMap(readColumnNames)
}
