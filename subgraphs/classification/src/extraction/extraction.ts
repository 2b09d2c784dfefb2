/** What the property's own schema calls them; the classification rules depend on the names alone. */
export type PropertyType =
  | 'APARTMENT'
  | 'HOUSE'
  | 'TOWNHOUSE'
  | 'VILLA'
  | 'LAND'
  | 'OFFICE'
  | 'RETAIL'
  | 'INDUSTRIAL'
  | 'OTHER'

export type ListingIntent = 'FOR_SALE' | 'FOR_RENT'

/** A closed range; an end that is left out is open. */
export type NumberRange = { readonly gte?: number; readonly lte?: number }

export type AttributeScalar = string | number | boolean

/** A condition on an open-ended attribute, shaped like the API's AttributeFilter. */
export type AttributeCondition = {
  readonly key: string
  readonly eq?: AttributeScalar
  readonly in?: readonly AttributeScalar[]
  readonly gte?: AttributeScalar
  readonly lte?: AttributeScalar
  readonly exists?: boolean
}

/** The conditions of a text, shaped like the API's PropertyFilter. Areas in square metres, rents per month. */
export type ExtractedFilter = {
  readonly listingIntent?: ListingIntent
  readonly propertyType?: readonly PropertyType[]
  readonly listPrice?: NumberRange
  readonly currency?: string
  readonly livingArea?: NumberRange
  readonly lotSizeArea?: NumberRange
  readonly bedroomsTotal?: NumberRange
  readonly bathroomsTotal?: NumberRange
  readonly yearBuilt?: NumberRange
  readonly city?: readonly string[]
  readonly district?: readonly string[]
  readonly postalCode?: readonly string[]
  readonly attributes?: readonly AttributeCondition[]
}

/** Where a value stands: `text.slice(start, end)` in UTF-16 units. `field` is `attributes.<key>` for attributes. */
export type ExtractedSpan = {
  readonly start: number
  readonly end: number
  readonly field: string
  readonly value: string
}

export type AttributeExtraction = {
  readonly filter: ExtractedFilter
  readonly attributes: readonly AttributeCondition[]
  readonly spans: readonly ExtractedSpan[]
  readonly remainder: string
}

/** An entry of the store's attribute catalogue, as far as reading plain language needs it. */
export type CatalogAttribute = {
  readonly key: string
  readonly valueType: 'BOOLEAN' | 'NUMBER' | 'TEXT' | 'LIST' | 'DATE'
  readonly synonyms: readonly string[]
}

/** The store's own names. Make one object and reuse it: what is compiled from it is kept as long as the object lives. */
export type Gazetteer = {
  readonly cities?: readonly string[]
  readonly districts?: readonly string[]
  readonly postalCodes?: readonly string[]
  readonly attributes?: readonly CatalogAttribute[]
  /** What a bare "$" means, ISO 4217; USD when left out. */
  readonly dollarCurrency?: string
}
