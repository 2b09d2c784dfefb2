import { createHash } from 'node:crypto'
import type { PropertyChange } from '../listing/listing-row.ts'

type Property = NonNullable<PropertyChange['property']>

/** The id that a name stands for in tests. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const ordinary: Property = {
  version: 1,
  title: 'A flat',
  description: 'Rooms to live in.',
  listingIntent: 'FOR_RENT',
  propertyType: 'APARTMENT',
  standardStatus: 'ACTIVE',
  listPrice: { amount: 900, currency: 'EUR' },
  livingArea: 60,
  lotSizeArea: null,
  bedroomsTotal: 2,
  bathroomsTotal: 1,
  yearBuilt: 1990,
  address: {
    street: null,
    city: 'Port Calder',
    district: 'Millrace',
    stateOrProvince: null,
    postalCode: '4008',
    country: 'ZZ',
  },
  location: null,
  attributes: [],
  owner: { id: idOf('owner') },
  listedAt: '2026-02-01T00:00:00.000Z',
  engagement: null,
  completeness: { score: 80 },
}

/** A change by which a listing comes or changes. */
export function upserted(name: string, fields: Partial<Property> = {}): PropertyChange {
  return { propertyId: idOf(name), kind: 'UPSERTED', property: { ...ordinary, ...fields } }
}

/** A change by which a listing goes. */
export function removed(name: string): PropertyChange {
  return { propertyId: idOf(name), kind: 'REMOVED', property: null }
}

/** An attribute that the catalogue knows. */
export function attribute(key: string, value: boolean | number | readonly string[]): Property['attributes'][number] {
  const empty = { boolean: null, number: null, text: null, list: null, date: null }
  const label = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const typed =
    typeof value === 'boolean'
      ? ({ ...empty, valueType: 'BOOLEAN', boolean: value } as const)
      : typeof value === 'number'
        ? ({ ...empty, valueType: 'NUMBER', number: value } as const)
        : ({ ...empty, valueType: 'LIST', list: value } as const)
  return { key, label, status: 'KNOWN', value: typed }
}
