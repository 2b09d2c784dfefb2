import type { ListingIntent, PropertyType } from './listing.ts'

/**
 * How many units of a currency make about one euro, where that is far from one. Orders of magnitude, to tell a slip of
 * the keyboard from a price; nothing is converted with them.
 */
const unitsPerEuro: Readonly<Record<string, number>> = {
  AMD: 420,
  ARS: 1500,
  BDT: 130,
  CLP: 1000,
  COP: 4500,
  CRC: 560,
  CZK: 25,
  DOP: 65,
  DZD: 145,
  EGP: 55,
  GNF: 9000,
  HUF: 390,
  IDR: 17_000,
  INR: 95,
  IQD: 1400,
  IRR: 45_000,
  ISK: 145,
  JMD: 170,
  JPY: 165,
  KES: 140,
  KHR: 4300,
  KRW: 1500,
  KZT: 550,
  LAK: 23_000,
  LBP: 95_000,
  LKR: 330,
  MGA: 4900,
  MMK: 2300,
  MNT: 3800,
  NGN: 1700,
  NPR: 150,
  PHP: 62,
  PKR: 310,
  PYG: 8000,
  RSD: 117,
  RUB: 100,
  RWF: 1500,
  THB: 38,
  TRY: 42,
  TWD: 35,
  TZS: 2800,
  UAH: 47,
  UGX: 4100,
  UZS: 13_500,
  VND: 28_000,
  XAF: 656,
  XOF: 656,
  YER: 270,
}

type Range = readonly [min: number, max: number]

/** In euros; a rent is per month. */
const plausible: Readonly<
  Record<ListingIntent, Readonly<Partial<Record<PropertyType, Range>>> & { readonly rest: Range }>
> = {
  FOR_SALE: { LAND: [100, 1e10], OTHER: [500, 1e10], rest: [1000, 1e10] },
  FOR_RENT: {
    LAND: [5, 1e6],
    OTHER: [5, 1e6],
    OFFICE: [20, 1e7],
    RETAIL: [20, 1e7],
    INDUSTRIAL: [20, 1e7],
    rest: [50, 200_000],
  },
}

/** The prices that make sense for a kind of listing, in a currency. They are wide: only slips fall outside. */
export function priceRange(intent: ListingIntent, type: PropertyType, currency: string): Range {
  const [min, max] = plausible[intent][type] ?? plausible[intent].rest
  const scale = unitsPerEuro[currency] ?? 1
  return [min * scale, Math.min(max * scale, 1e10)]
}

/** In euros for each square metre of living area, of land for LAND; a rent is per month. */
const plausiblePerArea: Readonly<Record<ListingIntent, Readonly<Partial<Record<PropertyType, Range>>>>> = {
  FOR_SALE: {
    APARTMENT: [20, 150_000],
    HOUSE: [20, 150_000],
    TOWNHOUSE: [20, 150_000],
    VILLA: [20, 150_000],
    LAND: [0.005, 2e6],
    OFFICE: [1, 500_000],
    RETAIL: [1, 500_000],
    INDUSTRIAL: [1, 200_000],
  },
  FOR_RENT: {
    APARTMENT: [0.3, 1000],
    HOUSE: [0.3, 1000],
    TOWNHOUSE: [0.3, 1000],
    VILLA: [0.3, 1000],
    LAND: [1e-5, 1000],
    OFFICE: [0.05, 5000],
    RETAIL: [0.05, 10_000],
    INDUSTRIAL: [0.02, 1000],
  },
}

/** The prices for each square metre that make sense; null where nobody can tell. As wide as those of the whole. */
export function pricePerAreaRange(intent: ListingIntent, type: PropertyType, currency: string): Range | null {
  const range = plausiblePerArea[intent][type]
  if (range === undefined) return null
  const scale = unitsPerEuro[currency] ?? 1
  return [range[0] * scale, range[1] * scale]
}
