import { countryCodes } from '@ree-ai/properties/listing/country-codes'
import { foldName } from './column-names.ts'

const languages = ['en', 'es', 'fr', 'de', 'vi']
const others: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s': 'US',
  'u s a': 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  holland: 'NL',
  brd: 'DE',
}
let known: ReadonlyMap<string, string> | null = null

/** The ISO 3166-1 code of a country that is written out in English, Spanish, French, German or Vietnamese; null when it is none. */
export function guessCountry(value: string): string | null {
  known ??= new Map([
    ...languages.flatMap((language) => {
      const names = new Intl.DisplayNames([language], { type: 'region' })
      return [...countryCodes].map((code) => [foldName(names.of(code) ?? code), code] as const)
    }),
    ...Object.entries(others),
  ])
  return known.get(foldName(value)) ?? null
}
