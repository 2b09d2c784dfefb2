import type { GivenAttribute } from '../attribute/given-attribute.ts'
import type {
  AddressInput,
  AttributeInput,
  ContactInput,
  CreatePropertyInput,
  InputMaybe,
  MoneyInput,
  PhotoInput,
} from '../generated/resolvers.ts'
import type { Address, ContactDetails, ListingContent, Photo, Price } from './listing.ts'

/** An input as content, its attributes aside: texts trimmed, empty ones and those left out null. Nothing is checked yet. */
export function readContent(input: CreatePropertyInput): ListingContent {
  return {
    title: input.title.trim(),
    description: input.description.trim(),
    listingIntent: input.listingIntent,
    propertyType: input.propertyType,
    listPrice: readPrice(input.listPrice),
    livingArea: input.livingArea ?? null,
    lotSizeArea: input.lotSizeArea ?? null,
    bedroomsTotal: input.bedroomsTotal ?? null,
    bathroomsTotal: input.bathroomsTotal ?? null,
    yearBuilt: input.yearBuilt ?? null,
    address: readAddress(input.address),
    location: input.location ? { latitude: input.location.latitude, longitude: input.location.longitude } : null,
    attributes: {},
    photos: readPhotos(input.photos),
    contactDetails: readContactInput(input.contact),
  }
}

export function readPrice({ amount, currency }: MoneyInput): Price {
  return { amount, currency: currency.toUpperCase() }
}

export function readAddress(input: AddressInput): Address {
  return {
    unparsedAddress: readText(input.unparsedAddress),
    street: readText(input.street),
    city: readText(input.city),
    district: readText(input.district),
    stateOrProvince: readText(input.stateOrProvince),
    postalCode: readText(input.postalCode),
    country: readText(input.country)?.toUpperCase() ?? null,
  }
}

export function readPhotos(photos: InputMaybe<readonly PhotoInput[]>): Photo[] {
  return (photos ?? []).map(({ url, caption }) => ({ url: url ? String(url).trim() : '', caption: readText(caption) }))
}

export function readContactInput(input: InputMaybe<ContactInput>): ContactDetails {
  return {
    name: readText(input?.name),
    email: readText(input?.email),
    phone: readText(input?.phone),
    visibility: input?.visibility ?? (input?.isPublic ? 'EVERYONE' : 'NOBODY'),
  }
}

export function readAttributes(attributes: InputMaybe<readonly AttributeInput[]>): GivenAttribute[] {
  return (attributes ?? []).map((attribute, index) => ({
    ...attribute,
    ...(typeof attribute.text === 'string' && { text: attribute.text.trim() }),
    ...(attribute.list && { list: attribute.list.map((text) => text.trim()) }),
    path: `attributes.${index}`,
  }))
}

function readText(text: InputMaybe<string>): string | null {
  return text?.trim() || null
}
