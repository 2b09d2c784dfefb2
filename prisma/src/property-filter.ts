type Maybe<T> = T | null | undefined

/** A closed range; either end may be open. */
export interface Range {
  readonly gte?: Maybe<number>
  readonly lte?: Maybe<number>
}

/** A circle on the map, in degrees and metres. */
export interface Circle {
  readonly latitude: number
  readonly longitude: number
  readonly radiusMeters: number
}

/** A rectangle on the map, in degrees; it crosses the antimeridian when `west` is greater than `east`. */
export interface BoundingBox {
  readonly south: number
  readonly west: number
  readonly north: number
  readonly east: number
}

/** A value of an attribute in a condition; dates are `YYYY-MM-DD`. */
export type AttributeScalar = string | number | boolean

/** A condition on one attribute. */
export interface AttributeCondition {
  readonly key: string
  readonly eq?: Maybe<AttributeScalar>
  readonly in?: Maybe<readonly AttributeScalar[]>
  readonly gte?: Maybe<AttributeScalar>
  readonly lte?: Maybe<AttributeScalar>
  readonly exists?: Maybe<boolean>
}

/** GraphQL's `PropertyFilter` as resolvers receive it. */
export interface PropertyFilter {
  readonly listingIntent?: Maybe<string>
  readonly propertyType?: Maybe<readonly string[]>
  readonly standardStatus?: Maybe<readonly string[]>
  readonly listPrice?: Maybe<Range>
  readonly currency?: Maybe<string>
  readonly livingArea?: Maybe<Range>
  readonly lotSizeArea?: Maybe<Range>
  readonly bedroomsTotal?: Maybe<Range>
  readonly bathroomsTotal?: Maybe<Range>
  readonly yearBuilt?: Maybe<Range>
  readonly city?: Maybe<readonly string[]>
  readonly district?: Maybe<readonly string[]>
  readonly postalCode?: Maybe<readonly string[]>
  readonly stateOrProvince?: Maybe<readonly string[]>
  readonly country?: Maybe<string>
  readonly near?: Maybe<Circle>
  readonly within?: Maybe<BoundingBox>
  readonly attributes?: Maybe<readonly AttributeCondition[]>
  readonly ownerId?: Maybe<string>
}
