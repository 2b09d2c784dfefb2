type Maybe<T> = T | null | undefined

interface Range {
  readonly gte?: Maybe<number>
  readonly lte?: Maybe<number>
}

type Scalar = string | number | boolean

/** GraphQL's `PropertyFilter` (sdl/property-filter.graphql) as resolvers receive it. */
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
  readonly near?: Maybe<{ readonly latitude: number; readonly longitude: number; readonly radiusMeters: number }>
  readonly within?: Maybe<{
    readonly south: number
    readonly west: number
    readonly north: number
    readonly east: number
  }>
  readonly attributes?: Maybe<
    readonly {
      readonly key: string
      readonly eq?: Maybe<Scalar>
      readonly in?: Maybe<readonly Scalar[]>
      readonly gte?: Maybe<Scalar>
      readonly lte?: Maybe<Scalar>
      readonly exists?: Maybe<boolean>
    }[]
  >
  readonly ownerId?: Maybe<string>
}
