import { foldPlace } from '@ree-ai/db/fold-place'
import type { ImportField } from '@ree-ai/properties/import/mapping'

/** What columns are called in English, Spanish, French, German and Vietnamese tables, best first. */
const fieldNames: Readonly<Partial<Record<ImportField, readonly string[]>>> = {
  title: [
    'title',
    'name',
    'headline',
    'listing title',
    'property title',
    'property name',
    'bezeichnung',
    'objekttitel',
    'objektbezeichnung',
    'uberschrift',
    'titulo',
    'titre',
    'titel',
    'tieu de',
    'ten',
  ],
  description: [
    'description',
    'public remarks',
    'remarks',
    'body',
    'text',
    'descripcion',
    'beschreibung',
    'objektbeschreibung',
    'listing description',
    'mo ta',
  ],
  listingIntent: [
    'listing intent',
    'intent',
    'offer type',
    'listing type',
    'type of listing',
    'for sale or rent',
    'transaction',
    'operation',
    'operacion',
    'sale or rent',
    'angebotsart',
    'vermarktungsart',
    'vermarktung',
    'tipo de operacion',
    'type de transaction',
    'loai giao dich',
  ],
  propertyType: [
    'property type',
    'type',
    'kind',
    'tipo',
    'tipo de inmueble',
    'type de bien',
    'typ',
    'objekttyp',
    'objektart',
    'home type',
    'building type',
    'tipologia',
    'immobilientyp',
    'immobilienart',
    'art',
    'loai',
    'loai bat dong san',
  ],
  standardStatus: ['standard status', 'status', 'state of listing', 'estado', 'statut', 'trang thai'],
  'listPrice.amount': [
    'list price',
    'price',
    'listPrice.amount',
    'amount',
    'asking price',
    'sale price',
    'rent',
    'precio',
    'prix',
    'preis',
    'kaufpreis',
    'miete',
    'loyer',
    'alquiler',
    'gia',
    'gia ban',
  ],
  'listPrice.currency': [
    'currency',
    'list price currency',
    'listPrice.currency',
    'moneda',
    'devise',
    'wahrung',
    'waehrung',
    'don vi tien',
  ],
  livingArea: [
    'living area',
    'area',
    'size',
    'floor area',
    'square feet',
    'sqft',
    'sq ft',
    'sqm',
    'm2',
    'area m2',
    'superficie',
    'surface',
    'surface habitable',
    'wohnflache',
    'wohnflaeche',
    'flache',
    'dien tich',
  ],
  lotSizeArea: [
    'lot size',
    'lot size area',
    'lot size square feet',
    'lot size acres',
    'lot area',
    'plot',
    'plot size',
    'land area',
    'parcela',
    'terrain',
    'surface terrain',
    'grundstuck',
    'grundstucksflache',
    'dien tich dat',
  ],
  bedroomsTotal: [
    'bedrooms',
    'bedrooms total',
    'beds',
    'bed',
    'dormitorios',
    'habitaciones',
    'chambres',
    'schlafzimmer',
    'phong ngu',
    'so phong ngu',
  ],
  bathroomsTotal: [
    'bathrooms',
    'bathrooms total',
    'bathrooms total decimal',
    'bathrooms total integer',
    'baths',
    'bath',
    'banos',
    'salles de bain',
    'badezimmer',
    'bader',
    'phong tam',
    'so phong tam',
  ],
  yearBuilt: [
    'year built',
    'built',
    'construction year',
    'ano de construccion',
    'annee de construction',
    'baujahr',
    'nam xay dung',
  ],
  'address.unparsedAddress': [
    'unparsed address',
    'address',
    'full address',
    'direccion',
    'adresse',
    'anschrift',
    'dia chi',
  ],
  'address.street': ['street', 'street address', 'calle', 'rue', 'strasse', 'duong'],
  'address.city': [
    'city',
    'town',
    'municipality',
    'ciudad',
    'municipio',
    'localidad',
    'ville',
    'commune',
    'stadt',
    'ort',
    'thanh pho',
  ],
  'address.district': [
    'district',
    'neighborhood',
    'neighbourhood',
    'borough',
    'subdivision name',
    'barrio',
    'distrito',
    'quartier',
    'arrondissement',
    'stadtteil',
    'bezirk',
    'quan',
    'quan huyen',
  ],
  'address.stateOrProvince': [
    'state or province',
    'state',
    'province',
    'region',
    'provincia',
    'departement',
    'bundesland',
    'tinh',
  ],
  'address.postalCode': [
    'postal code',
    'postcode',
    'zip',
    'zip code',
    'zipcode',
    'codigo postal',
    'code postal',
    'plz',
    'postleitzahl',
    'ma buu dien',
  ],
  'address.country': ['country', 'country code', 'pais', 'pays', 'land', 'quoc gia'],
  'location.latitude': ['latitude', 'lat', 'latitud', 'breitengrad', 'vi do'],
  'location.longitude': ['longitude', 'lon', 'lng', 'long', 'longitud', 'langengrad', 'kinh do'],
  photos: ['photos', 'images', 'pictures', 'media', 'photo', 'image', 'picture url', 'fotos', 'bilder', 'hinh anh'],
  'contact.name': [
    'contact name',
    'agent',
    'agent name',
    'contact',
    'contact person',
    'kontakt',
    'contacto',
    'ansprechpartner',
    'nguoi lien he',
  ],
  'contact.email': ['contact email', 'agent email', 'e mail adresse', 'email', 'e-mail', 'mail', 'correo'],
  'contact.phone': [
    'contact phone',
    'agent phone',
    'telefonnummer',
    'mobile',
    'phone',
    'telephone',
    'tel',
    'telefono',
    'telefon',
    'dien thoai',
  ],
  listedAt: [
    'listed at',
    'list date',
    'listed',
    'on market date',
    'listing contract date',
    'date',
    'published',
    'publicado',
    'fecha de publicacion',
    'fecha',
    'date de publication',
    'datum',
    'ngay dang',
  ],
}

/** A row's own key. */
export const keyNames: readonly string[] = [
  'source key',
  'listing key',
  'listing id',
  'id',
  'ref',
  'reference',
  'referencia',
  'mls number',
  'mls',
  'code',
  'nummer',
  'objektnummer',
  'objekt nr',
  'objekt nummer',
  'objekt id',
  'objektnr',
  'immobilien id',
  'expose nr',
  'property id',
  'reference number',
  'ref no',
  'mls id',
  'mls no',
  'ma tin',
  'ma',
]

/** What tables call an attribute beside its labels and synonyms in the catalogue. */
export const attributeNames: Readonly<Record<string, readonly string[]>> = {
  availableFrom: ['available date', 'availability date', 'date available', 'bezugsfrei ab', 'frei ab'],
}

const houseNumberNames = [
  'house number',
  'street number',
  'hausnummer',
  'hausnr',
  'haus nr',
  'numero de calle',
  'numero',
]

/** The column with the number of the house alone; null when there is none. */
export function findHouseNumber(columns: readonly string[]): string | null {
  return columns.find((name) => houseNumberNames.includes(foldName(name))) ?? null
}

/** A column's name as names are compared: without case, accents and marks. */
export function foldName(name: string): string {
  return foldPlace(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^\p{L}\p{N}]+/gu, ' '))
}

/** A unit or currency behind a name, as in "Living area (m²)" or "Price in EUR". */
const unitBehind =
  /^(.+?) (?:(?:in|en|au) )?(?:m2|sqm|sq m|qm|sqft|sq ft|ft2|acres?|hectares?|ha|eur|euros?|usd|gbp|vnd)$/

/**
 * The columns, of those there are, that may hold each field: the field to the column's name. Each column is taken once, by its whole
 * name before a name without its unit.
 */
export function matchFields(columns: readonly string[]): ReadonlyMap<ImportField, string> {
  const free = new Map(columns.map((name) => [foldName(name), name]))
  const found = new Map<ImportField, string>()
  const match = () => {
    for (const [field, names] of Object.entries(fieldNames) as [ImportField, readonly string[]][]) {
      const name = found.has(field) ? undefined : [field, ...names].map(foldName).find((one) => free.has(one))
      if (name === undefined) continue
      found.set(field, free.get(name) as string)
      free.delete(name)
    }
  }
  match()
  for (const [name, column] of [...free]) {
    const bare = unitBehind.exec(name)?.[1]
    if (bare !== undefined && !free.has(bare)) free.set(bare, column)
  }
  match()
  return found
}
