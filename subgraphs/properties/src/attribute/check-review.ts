import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { foldText } from '@ree-ai/kit/language/fold-text'
import { stopWords } from '@ree-ai/kit/language/stop-words'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { ReviewAttributeInput } from '../generated/resolvers.ts'
import type { AttributeDefinition } from './attribute.ts'
import type { CatalogueIndex } from './catalogue-index.ts'
import { convertUnit } from './convert-unit.ts'
import { listSynonyms } from './definition-row.ts'

/** What the catalogue's cost is estimated by: `@listSize` of `AttributeDefinition.labels`. */
const textsMax = { labels: 10, synonyms: 100 } as const
const textLengthMax = 100
const onlyOf = {
  APPROVE: ['labels', 'synonyms', 'description', 'valueType', 'unit', 'propertyTypes'],
  MAP: ['knownKey'],
} as const

/** Everything wrong with a review of a definition. */
export function checkReview(
  input: ReviewAttributeInput,
  before: AttributeDefinition,
  index: CatalogueIndex,
): InputProblem[] {
  const problems: InputProblem[] = [...validateText(input.note, 500, 'input.note')]
  for (const [action, names] of Object.entries(onlyOf))
    for (const name of names as readonly (keyof ReviewAttributeInput)[])
      if (action !== input.action && input[name] !== null && input[name] !== undefined)
        problems.push({ path: `input.${name}`, reason: `is only for ${action}.` })
  if (input.action === 'APPROVE') problems.push(...checkApproval(input, before, index))
  if (input.action === 'MAP') problems.push(...checkKnownKey(input, index))
  return problems
}

function checkKnownKey({ key, knownKey }: ReviewAttributeInput, index: CatalogueIndex): InputProblem[] {
  const path = 'input.knownKey'
  if (!knownKey) return [{ path, reason: 'is needed to map a key.' }]
  if (index.entries.get(knownKey)?.status === 'KNOWN' && knownKey !== key) return []
  const [meant] = index.suggest(knownKey)
  return [{ path, reason: `must be a known key.${meant === undefined ? '' : ` Did you mean ${meant.key}?`}` }]
}

function checkApproval(
  input: ReviewAttributeInput,
  before: AttributeDefinition,
  index: CatalogueIndex,
): InputProblem[] {
  const problems = validateText(input.description, 500, 'input.description')
  const valueType = input.valueType ?? before.valueType
  if (input.unit && valueType !== 'NUMBER')
    problems.push({ path: 'input.unit', reason: `is only for numbers, not for ${valueType}.` })
  else if (input.unit && !/^[!-~]{1,20}$/.test(input.unit))
    problems.push({ path: 'input.unit', reason: 'must be a UCUM code, for example m or [sft_i].' })
  else if (input.unit && before.unit !== null && convertUnit(1, before.unit, input.unit) === null)
    problems.push({
      path: 'input.unit',
      reason: `must be one that ${before.unit}, which listings gave it in, can be converted to.`,
    })
  for (const name of ['labels', 'synonyms'] as const) {
    const texts = input[name] ?? []
    if (texts.length > textsMax[name])
      problems.push({
        path: `input.${name}`,
        reason: `has ${texts.length} texts; at most ${textsMax[name]} are allowed.`,
      })
    else problems.push(...texts.flatMap((one, place) => checkText(one, `input.${name}.${place}`, input, index)))
  }
  const languages = (input.labels ?? []).map(({ language }) => language)
  languages.forEach((language, place) => {
    if (languages.indexOf(language) !== place)
      problems.push({ path: `input.labels.${place}.language`, reason: `is there a second time; one label a language.` })
  })
  return problems
}

function checkText(
  { language, text }: { readonly language: string; readonly text: string },
  path: string,
  { key, propertyTypes }: ReviewAttributeInput,
  index: CatalogueIndex,
): InputProblem[] {
  const problems = validateText(text, textLengthMax, `${path}.text`)
  if (!/^[a-z]{2}$/.test(language))
    problems.push({ path: `${path}.language`, reason: 'must be an ISO 639-1 code, for example "en".' })
  if (text.trim() === '') problems.push({ path: `${path}.text`, reason: 'must not be empty.' })
  if (problems.length > 0) return problems
  const folded = foldText(text.trim())
  if (stopWords(language).has(folded))
    return [{ path: `${path}.text`, reason: 'is a word that says nothing by itself.' }]
  const types = propertyTypes ?? []
  for (const other of index.entries.values()) {
    if (other.key === key || other.status !== 'KNOWN') continue
    const isBeside =
      types.length === 0 || other.propertyTypes.length === 0 || types.some((type) => other.propertyTypes.includes(type))
    const names = [...Object.values(other.labels), ...listSynonyms(other)]
    if (isBeside && names.some((name) => foldText(name) === folded))
      return [{ path: `${path}.text`, reason: `is a word for ${other.key} already.` }]
  }
  return []
}
