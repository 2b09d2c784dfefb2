import { foldName } from './column-names.ts'

type Words = Readonly<Record<string, readonly string[]>>

/** Words that a value begins with or is, to the value of ours; the first that fits counts. */
const words: Readonly<Record<'propertyType' | 'listingIntent' | 'standardStatus', Words>> = {
  propertyType: {
    TOWNHOUSE: [
      'townhouse',
      'town house',
      'row house',
      'terraced',
      'adosado',
      'maison de ville',
      'reihenhaus',
      'nha pho',
    ],
    APARTMENT: [
      'apartment',
      'flat',
      'condo',
      'loft',
      'studio',
      'penthouse',
      'duplex',
      'piso',
      'apartamento',
      'appartement',
      'wohnung',
      'etagenwohnung',
      'can ho',
      'chung cu',
    ],
    VILLA: ['villa', 'chalet', 'biet thu'],
    HOUSE: ['house', 'single family', 'bungalow', 'cottage', 'casa', 'maison', 'haus', 'einfamilienhaus', 'nha'],
    LAND: ['land', 'plot', 'lot', 'terreno', 'parcela', 'terrain', 'grundstuck', 'dat'],
    OFFICE: ['office', 'oficina', 'bureau', 'buro', 'van phong'],
    RETAIL: ['retail', 'shop', 'store', 'local', 'boutique', 'laden', 'cua hang'],
    INDUSTRIAL: ['industrial', 'warehouse', 'nave', 'entrepot', 'lager', 'halle', 'kho', 'nha xuong'],
    OTHER: ['other', 'otro', 'autre', 'sonstige', 'khac'],
  },
  listingIntent: {
    FOR_RENT: [
      'for rent',
      'rent',
      'rental',
      'lease',
      'to let',
      'let',
      'alquiler',
      'location',
      'a louer',
      'miete',
      'vermietung',
      'cho thue',
      'thue',
    ],
    FOR_SALE: ['for sale', 'sale', 'sell', 'buy', 'venta', 'vente', 'a vendre', 'kauf', 'verkauf', 'ban', 'can ban'],
  },
  standardStatus: {
    UNDER_CONTRACT: ['under contract', 'pending', 'reserved', 'reservado', 'reserviert', 'sous compromis'],
    ACTIVE: [
      'active',
      'available',
      'for sale',
      'for rent',
      'activo',
      'disponible',
      'actif',
      'aktiv',
      'verfugbar',
      'dang ban',
    ],
    CLOSED: ['closed', 'sold', 'rented', 'vendido', 'alquilado', 'vendu', 'loue', 'verkauft', 'vermietet', 'da ban'],
    WITHDRAWN: ['withdrawn', 'canceled', 'cancelled', 'retirado', 'retire', 'zuruckgezogen'],
    DRAFT: ['draft', 'incomplete', 'borrador', 'brouillon', 'entwurf'],
    EXPIRED: ['expired', 'caducado', 'expire', 'abgelaufen'],
  },
}

/** What a value of a file means for one of these fields; null when no word of it is known. */
export function guessValue(field: keyof typeof words, value: string): string | null {
  const text = foldName(value)
  const candidates = Object.entries(words[field])
  const exact = candidates.find(([name, list]) => foldName(name) === text || list.includes(text))
  const begun = exact ?? candidates.find(([, list]) => list.some((word) => text.startsWith(`${word} `)))
  return begun?.[0] ?? null
}
