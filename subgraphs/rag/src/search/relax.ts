import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'

/** A condition that was given up. */
export interface RelaxedCondition {
  readonly field: string
  readonly reason: string
}

/** A way to ask for less: the filter without one condition. */
interface Step extends RelaxedCondition {
  readonly apply: (filter: PropertyFilter) => PropertyFilter
}

const priceSlack = 0.1

/**
 * When nothing matches: gives up understood conditions one after the other until something does, then takes back those that turn out to be
 * needless. The order: attributes (the last said first), bathrooms, year, living area, plot, price by 10 %, district, postal code, one
 * bedroom more or less, type. Currency, intent, city and whatever was given explicitly are never touched. When even that is in vain, nothing is
 * given up.
 */
export async function relax(
  filter: PropertyFilter,
  understood: PropertyFilter,
  hasMatches: (filter: PropertyFilter) => Promise<boolean>,
): Promise<{ readonly filter: PropertyFilter; readonly relaxed: readonly RelaxedCondition[] }> {
  const taken: Step[] = []
  const applied = (steps: readonly Step[]) => steps.reduce((narrowed, { apply }) => apply(narrowed), filter)
  for (const step of listSteps(understood)) {
    taken.push(step)
    if (!(await hasMatches(applied(taken)))) continue
    const needed = await dropNeedless(taken, (steps) => hasMatches(applied(steps)))
    return { filter: applied(needed), relaxed: needed.map(({ field, reason }) => ({ field, reason })) }
  }
  return { filter, relaxed: [] }
}

/** The last step made the difference; of those before, only what is needed beside it stays. */
async function dropNeedless(
  taken: readonly Step[],
  isEnough: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let needed = taken
  for (const step of taken.slice(0, -1)) {
    const without = needed.filter((other) => other !== step)
    if (await isEnough(without)) needed = without
  }
  return needed
}

function listSteps(understood: PropertyFilter): readonly Step[] {
  const steps: Step[] = [...(understood.attributes ?? [])].reverse().map(({ key }) => ({
    field: `attributes.${key}`,
    reason: `No listing met every condition; \`${key}\` was given up.`,
    apply: (filter) => ({ ...filter, attributes: filter.attributes?.filter((attribute) => attribute.key !== key) }),
  }))
  const drop = (field: keyof PropertyFilter, name: string) => {
    if (understood[field] === undefined || understood[field] === null) return
    const reason = `No listing met every condition; ${name} was given up.`
    steps.push({ field, reason, apply: (filter) => ({ ...filter, [field]: undefined }) })
  }
  drop('bathroomsTotal', 'the number of bathrooms')
  drop('yearBuilt', 'the year of construction')
  drop('livingArea', 'the living area')
  drop('lotSizeArea', 'the size of the plot')
  const price = understood.listPrice
  if (price) {
    const listPrice = { gte: scale(price.gte, 1 - priceSlack), lte: scale(price.lte, 1 + priceSlack) }
    const reason = 'No listing met every condition; the price was widened by 10 %.'
    steps.push({ field: 'listPrice', reason, apply: (filter) => ({ ...filter, listPrice }) })
  }
  drop('district', 'the district')
  drop('postalCode', 'the postal code')
  const bedrooms = understood.bedroomsTotal
  if (bedrooms) {
    const bedroomsTotal = {
      gte: bedrooms.gte == null ? null : Math.max(0, bedrooms.gte - 1),
      lte: bedrooms.lte == null ? null : bedrooms.lte + 1,
    }
    const reason = 'No listing met every condition; one bedroom more or less was allowed.'
    steps.push({ field: 'bedroomsTotal', reason, apply: (filter) => ({ ...filter, bedroomsTotal }) })
  }
  drop('propertyType', 'the type of property')
  return steps
}

function scale(bound: number | null | undefined, factor: number): number | null {
  return bound === null || bound === undefined ? null : Math.round(bound * factor * 100) / 100
}
