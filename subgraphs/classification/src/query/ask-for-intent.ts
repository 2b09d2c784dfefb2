import type { Intent, IntentScore } from './query-classification.ts'

type Words = {
  readonly ask: (first: string, second: string) => string
  readonly open: string
  readonly intents: Readonly<Record<Intent, string>>
}

const words: Readonly<Record<string, Words>> = {
  en: {
    ask: (first, second) => `Do you want ${first}, or ${second}?`,
    open: 'What would you like to do: find a home, offer one, or get advice?',
    intents: {
      SEARCH_BUY: 'to find something to buy',
      SEARCH_RENT: 'to find something to rent',
      POST_SALE: 'to offer something for sale',
      POST_RENT: 'to offer something for rent',
      PRICE_CONSULTATION: 'to know what something is worth',
      COMPARE: 'to compare listings or places',
      TREND_ANALYSIS: 'to know where prices are going',
      CONSULTATION: 'advice on rules, contracts or money',
      CHAT: 'just to talk',
    },
  },
  es: {
    ask: (first, second) => `¿Quiere ${first} o ${second}?`,
    open: '¿Qué desea: encontrar una vivienda, ofrecer una o pedir consejo?',
    intents: {
      SEARCH_BUY: 'buscar algo para comprar',
      SEARCH_RENT: 'buscar algo para alquilar',
      POST_SALE: 'ofrecer algo en venta',
      POST_RENT: 'ofrecer algo en alquiler',
      PRICE_CONSULTATION: 'saber cuánto vale algo',
      COMPARE: 'comparar anuncios o lugares',
      TREND_ANALYSIS: 'saber cómo evolucionan los precios',
      CONSULTATION: 'consejo sobre normas, contratos o dinero',
      CHAT: 'solo conversar',
    },
  },
  fr: {
    ask: (first, second) => `Souhaitez-vous ${first} ou ${second} ?`,
    open: 'Que souhaitez-vous : trouver un logement, en proposer un ou demander conseil ?',
    intents: {
      SEARCH_BUY: 'trouver un bien à acheter',
      SEARCH_RENT: 'trouver un bien à louer',
      POST_SALE: 'proposer un bien à la vente',
      POST_RENT: 'proposer un bien à la location',
      PRICE_CONSULTATION: 'connaître la valeur d’un bien',
      COMPARE: 'comparer des annonces ou des lieux',
      TREND_ANALYSIS: 'connaître l’évolution des prix',
      CONSULTATION: 'un conseil sur les règles, les contrats ou l’argent',
      CHAT: 'simplement discuter',
    },
  },
  de: {
    ask: (first, second) => `Möchten Sie ${first} oder ${second}?`,
    open: 'Was möchten Sie: etwas finden, etwas anbieten oder einen Rat?',
    intents: {
      SEARCH_BUY: 'etwas zum Kaufen finden',
      SEARCH_RENT: 'etwas zum Mieten finden',
      POST_SALE: 'etwas zum Verkauf anbieten',
      POST_RENT: 'etwas zur Miete anbieten',
      PRICE_CONSULTATION: 'wissen, was etwas wert ist',
      COMPARE: 'Angebote oder Orte vergleichen',
      TREND_ANALYSIS: 'wissen, wie sich die Preise entwickeln',
      CONSULTATION: 'einen Rat zu Regeln, Verträgen oder Geld',
      CHAT: 'einfach plaudern',
    },
  },
  vi: {
    ask: (first, second) => `Bạn muốn ${first} hay ${second}?`,
    open: 'Bạn muốn tìm nhà, đăng tin hay cần tư vấn?',
    intents: {
      SEARCH_BUY: 'tìm mua',
      SEARCH_RENT: 'tìm thuê',
      POST_SALE: 'đăng tin bán',
      POST_RENT: 'đăng tin cho thuê',
      PRICE_CONSULTATION: 'biết giá trị bất động sản',
      COMPARE: 'so sánh các tin hoặc khu vực',
      TREND_ANALYSIS: 'biết xu hướng giá',
      CONSULTATION: 'được tư vấn về quy định, hợp đồng hoặc tài chính',
      CHAT: 'trò chuyện',
    },
  },
}

/** Under this the second guess is no better than the rest, and naming two would mislead. */
const secondMin = 0.15

/** The question that settles what a person wants, in their language where there are words for it, else in English. */
export function askForIntent(intents: readonly IntentScore[], language: string): string {
  const table = words[language] ?? (words.en as Words)
  const [first, second] = intents
  if (first === undefined || second === undefined || second.confidence < secondMin) return table.open
  return table.ask(table.intents[first.intent], table.intents[second.intent])
}
