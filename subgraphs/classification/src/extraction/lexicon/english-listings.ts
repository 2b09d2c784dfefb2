import type { Lexicon } from './lexicon.ts'

/** How English says what is offered and how. */
export const englishListings: Lexicon = {
  studio: [
    'studio',
    'studios',
    'studio (apartment|flat|unit|condo|apt)',
    'studio (apartments|flats|units)',
    'bedsit',
    'bachelor apartment',
    'efficiency apartment',
    'studio type',
  ],
  types: {
    APARTMENT: [
      '(serviced apartment|maisonettes|in law suite|unit|units|apartment unit)',
      '(apartment|apartments|apt|apts|appartment|appartement|aparment|apartement|flat|flats|condo|condos|condominium|condominiums|penthouse|penthouses|loft|lofts|maisonette|walkup)',
      '(apartment|condo) (home|homes|unit|units)',
      'apartment (community|communities)',
      'penthouse (flat|apartment)',
      '(duplex|loft|maisonette) (apartment|flat|condo)',
      'garden (flat|apartment)',
    ],
    HOUSE: [
      '(house|houses|hse|bungalow|bungalows|cottage|cottages|detached|farmhouse|farmhouses|chalet|cabin|rancher)',
      '(detached|single family|family) (house|home|houses|homes|residence)',
      '(semi detached|semi) (house|home|houses|homes|)',
      'ranch (house|home)',
      '(whole|entire) house',
      'single family',
      'country house',
      'tiny house',
    ],
    TOWNHOUSE: [
      '(townhouse|townhouses|townhome|townhomes|town house|town houses|town home|town homes|rowhouse|row house|row houses|row home|brownstone|brownstones|duplex|duplexes|triplex)',
      '(terraced|terrace|mews) (house|home|houses|homes|property|cottage)',
      'terraced',
      '(end|mid) (of|) terrace',
      'duplex house',
    ],
    VILLA: ['(villa|villas|mansion|mansions|manor|estate home|chateau)', 'villa house'],
    LAND: [
      '(plot of land|piece of land|parcel of land|lots for sale|homesite|farmland|pasture|building site)',
      '(land|plot|plots|acreage)',
      '(building|vacant|empty|agricultural|development|residential|farm|raw) (land|lot|lots|plot|plots|site)',
    ],
    OFFICE: [
      '(office|offices|coworking|co working)',
      'office (space|spaces|suite|suites|building|unit|floor|premises)',
      'work space',
      'workspace',
    ],
    RETAIL: [
      '(shop|shops|shopfront|storefront|showroom|boutique)',
      '(retail|shop|store|commercial) (space|unit|units|premises|property|shop|store)',
      'restaurant (space|premises)',
      '(cafe|restaurant|bakery) (premises|space)',
      'high street unit',
      'retail',
      'hair salon premises',
    ],
    INDUSTRIAL: [
      '(warehouse|warehouses|factory|factories|workshop|workshops)',
      '(industrial|warehouse|storage|logistics) (unit|units|space|building|property|hall|premises|facility)',
      'light industrial',
      'distribution (centre|center)',
      'industrial',
    ],
    OTHER: [
      '(houseboat|boathouse|lighthouse|mooring|moorings|berth)',
      '(parking|garage) (space|spot|bay) (for sale|to rent|for rent|to buy)',
      '(lock up|lockup) garage',
      'mobile (home|homes)',
      'storage unit',
      'apartment building',
      'house boat',
    ],
  },
  intents: {
    FOR_RENT: {
      explicit: [
        '(sublet|sublease|long let|short let|long term let|let unfurnished|let furnished)',
        '(for|to) (rent|lease|let)',
        '(available|offered) (for|to) (rent|lease|let)',
        '(home|homes|house|flat|apartment|property|properties) rental',
        '(is|to be|being) let',
      ],
      implied: ['rent', 'renting', 'rental', 'rentals', 'lease', 'leasing', 'to rent out', 'tenancy', 'flatshare'],
    },
    FOR_SALE: {
      explicit: [
        '(for|on) sale',
        '(available|offered) for sale',
        'to (buy|purchase)',
        'buy to let',
        'freehold',
        'asking price',
      ],
      implied: ['buy', 'buying', 'purchase', 'purchasing', 'sale', 'sales', 'mortgage', 'first time buyer', 'to own'],
    },
  },
}
