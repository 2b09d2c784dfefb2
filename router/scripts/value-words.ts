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
      'reihenmittelhaus',
      'reihenendhaus',
      'reiheneckhaus',
      'townhome',
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
      'eigentumswohnung',
      'mietwohnung',
      'dachgeschosswohnung',
      'erdgeschosswohnung',
      'maisonette',
      'can ho',
      'chung cu',
    ],
    VILLA: ['villa', 'chalet', 'biet thu'],
    HOUSE: [
      'house',
      'single family',
      'bungalow',
      'cottage',
      'casa',
      'maison',
      'haus',
      'einfamilienhaus',
      'mehrfamilienhaus',
      'zweifamilienhaus',
      'doppelhaushalfte',
      'doppelhaus',
      'bauernhaus',
      'detached',
      'semi detached',
      'nha',
    ],
    LAND: ['land', 'plot', 'lot', 'terreno', 'parcela', 'terrain', 'grundstuck', 'baugrundstuck', 'bauplatz', 'dat'],
    OFFICE: ['office', 'oficina', 'bureau', 'buro', 'praxis', 'van phong'],
    RETAIL: ['retail', 'shop', 'store', 'local', 'boutique', 'laden', 'ladenlokal', 'einzelhandel', 'cua hang'],
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

const petWords = { dogs: /\b(dogs?|hunde?|perros?|chiens?)\b/, cats: /\b(cats?|katzen?|gatos?|chats?)\b/ } as const
const petsYes = /^(yes|ja|si|oui|true|y|1|co|all pets|pets ok|pets allowed)$/
const petsNo = /^(no|none|no pets|nein|keine|non|false|n|0|khong)$/
const petsDoubtful = /\b(no|not|except|but|keine?|sin|sans|ohne|size|limit|anfrage|absprache|request)\b/

/**
 * Which pets a value allows, as `petsAllowed` has it; null when nobody can tell. In a column that is called after one kind a "yes"
 * means that kind, and a "no" says nothing of the other.
 */
export function guessPets(columnName: string, value: string): readonly string[] | null {
  const text = foldName(value)
  const readKinds = (words: string) => (['dogs', 'cats'] as const).filter((kind) => petWords[kind].test(words))
  const named = readKinds(foldName(columnName))
  if (petsYes.test(text)) return named.length > 0 ? named : ['dogs', 'cats']
  if (petsNo.test(text)) return named.length === 1 ? null : ['none']
  const kinds = readKinds(text)
  return kinds.length === 0 || petsDoubtful.test(text) ? null : kinds
}

/** What a value of a file means for one of these fields; null when no word of it is known. */
export function guessValue(field: keyof typeof words, value: string): string | null {
  const text = foldName(value)
  const candidates = Object.entries(words[field])
  const exact = candidates.find(([name, list]) => foldName(name) === text || list.includes(text))
  const begun = exact ?? candidates.find(([, list]) => list.some((word) => text.startsWith(`${word} `)))
  return begun?.[0] ?? null
}
