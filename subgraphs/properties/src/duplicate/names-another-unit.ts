import { foldText } from '@ree-ai/kit/language/fold-text'

interface Texts {
  readonly title: string
  readonly description: string
}

/** "unit number: 0221", "Studio 4", "apt #12B", "Zimmer 3", "habitación nº 2", "căn 12.05". */
const unit =
  /(?<!\p{L})(?:unit|apt|apartment|appartement|apartamento|studio|room|kamer|zimmer|wohnung|flat|suite|habitacion|piso|chambre|can|phong|lot|plot)s?\s{0,2}(?:number|no|nr|n[o°º])?[.:#]?\s{0,2}#?((?:[a-z]{0,2}-?)\d{1,6}(?:[.-]\d{1,4})?[a-z]?)(?![\p{L}\p{N}])/gu
/** What follows the number when it counts or measures instead of naming. */
const measured = /^\s*(?:[-+]|%|m2|sq|square|bed|br|bath|person|people|min|km|m\b|\$|€|£)/u

/**
 * Whether two listings say that they are different units of one building: each names its unit and the names differ, or
 * their titles are the same but for a number. Agencies give all units of a building one text.
 */
export function namesAnotherUnit(a: Texts, b: Texts): boolean {
  const [unitsOfA, unitsOfB] = [listUnits(a), listUnits(b)]
  if (unitsOfA.size > 0 && unitsOfB.size > 0 && ![...unitsOfA].some((one) => unitsOfB.has(one))) return true
  const [titleOfA, titleOfB] = [foldText(a.title), foldText(b.title)]
  return titleOfA !== titleOfB && withoutNumbers(titleOfA) === withoutNumbers(titleOfB)
}

function listUnits({ title, description }: Texts): Set<string> {
  const text = foldText(`${title}\n${description}`)
  const units = new Set<string>()
  for (const match of text.matchAll(unit))
    if (!measured.test(text.slice(match.index + match[0].length))) units.add(String(match[1]).replace(/^0+(?=\d)/, ''))
  return units
}

/** A title with every word that has a digit in it replaced by one sign. */
function withoutNumbers(title: string): string {
  return title.replace(/[\p{L}\p{N}]*\p{N}[\p{L}\p{N}.]*/gu, '#').replace(/\s+/g, ' ')
}
