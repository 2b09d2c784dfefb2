import { foldPlace } from '@ree-ai/db/fold-place'
import type { AttributeScalar, PropertyFilter } from '@ree-ai/db/property-filter'

/**
 * A filter as `matchesFilter` compares it: places folded, texts of attributes and states in the database's own lower
 * case, so that listings are compared as propertyFilterSql compares them, whatever the database's locale.
 */
export type FoldedFilter = PropertyFilter & { readonly isFolded: true }

/** Folds a filter; `lower` is the database's `lower()`, asked once for all texts. */
export async function foldFilter(
  filter: PropertyFilter,
  lower: (texts: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<FoldedFilter> {
  const values = (filter.attributes ?? []).flatMap((condition) => [condition.eq, ...(condition.in ?? [])])
  const texts = [...(filter.stateOrProvince ?? []), ...values.filter((value) => typeof value === 'string')]
  const lowered = texts.length > 0 ? await lower(texts) : new Map<string, string>()
  const fold = <Value extends AttributeScalar | null | undefined>(value: Value) =>
    typeof value === 'string' ? (lowered.get(value) ?? value) : value
  return {
    ...filter,
    isFolded: true,
    ...(filter.city && { city: filter.city.map(foldPlace) }),
    ...(filter.district && { district: filter.district.map(foldPlace) }),
    ...(filter.stateOrProvince && { stateOrProvince: filter.stateOrProvince.map((state) => String(fold(state))) }),
    // The columns are of fixed length, and such a column takes no notice of spaces at the end.
    ...(filter.currency && { currency: filter.currency.replace(/ +$/, '') || ' ' }),
    ...(filter.country && { country: filter.country.toUpperCase().replace(/ +$/, '') }),
    ...(filter.ownerId && { ownerId: filter.ownerId.toLowerCase() }),
    ...(filter.attributes && {
      attributes: filter.attributes.map((condition) => ({
        ...condition,
        eq: fold(condition.eq),
        ...(condition.in && { in: condition.in.map((value) => fold(value) as AttributeScalar) }),
      })),
    }),
  }
}
