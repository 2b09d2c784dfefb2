import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Address } from './listing.ts'

interface Shape {
  readonly pattern: RegExp
  readonly example: string
}

const digits = (count: number, example: string): Shape => ({ pattern: new RegExp(`^\\d{${count}}$`), example })

/** By country, without spaces and dashes, upper case; only where every code has the shape. */
const shapes: Readonly<Record<string, Shape>> = {
  AT: digits(4, '1010'),
  AU: digits(4, '2000'),
  BE: digits(4, '2000'),
  BG: digits(4, '1000'),
  BR: digits(8, '01310-100'),
  CA: { pattern: /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/, example: 'K1A 0B1' },
  CH: digits(4, '8001'),
  CN: digits(6, '100000'),
  CZ: digits(5, '110 00'),
  DE: digits(5, '10115'),
  DK: digits(4, '1050'),
  EE: digits(5, '10111'),
  ES: { pattern: /^(?:0[1-9]|[1-4]\d|5[0-2])\d{3}$/, example: '46001' },
  FI: digits(5, '00100'),
  FR: digits(5, '75001'),
  GB: { pattern: /^(?:GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?)$/, example: 'SW1A 1AA' },
  GR: digits(5, '104 31'),
  HR: digits(5, '10000'),
  HU: digits(4, '1051'),
  IE: { pattern: /^(?:[AC-FHKNPRTV-Y]\d[0-9W][0-9AC-FHKNPRTV-Y]{4}|[AC-FHKNPRTV-Y]\d[0-9W])$/, example: 'D02 AF30' },
  IN: digits(6, '110001'),
  IT: digits(5, '00118'),
  JP: digits(7, '100-0001'),
  KR: digits(5, '03051'),
  LU: digits(4, '1009'),
  MX: digits(5, '06000'),
  NL: { pattern: /^[1-9]\d{3}(?:[A-Z]{2})?$/, example: '1012 AB' },
  NO: digits(4, '0150'),
  NZ: digits(4, '6011'),
  PL: digits(5, '00-001'),
  PT: { pattern: /^\d{4}(?:\d{3})?$/, example: '1000-001' },
  RO: digits(6, '010011'),
  RU: digits(6, '101000'),
  SE: digits(5, '111 22'),
  SG: digits(6, '018956'),
  SI: digits(4, '1000'),
  SK: digits(5, '811 01'),
  TR: digits(5, '34000'),
  UA: digits(5, '01001'),
  US: { pattern: /^\d{5}(?:\d{4})?$/, example: '98101' },
  VN: { pattern: /^\d{5,6}$/, example: '100000' },
}

/** Whether a postal code has its country's shape; the prefix of a country ("D-10115") and missing spaces are fine. */
export function checkPostalCode({ postalCode, country }: Address): InputProblem[] {
  const shape = country === null ? undefined : shapes[country]
  if (postalCode === null || shape === undefined) return []
  const compact = postalCode.toUpperCase().replace(/[\s.-]/g, '')
  const bare = compact.replace(new RegExp(`^${country}`), '').replace(/^[ABDFILS](?=\d{4,5}$)/, '')
  if (shape.pattern.test(compact) || shape.pattern.test(bare)) return []
  return [
    { path: 'address.postalCode', reason: `is no postal code of ${country}: expected for example "${shape.example}".` },
  ]
}
