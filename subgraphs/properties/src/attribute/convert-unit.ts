/** UCUM code to its dimension and size in the dimension's first unit. */
const units: Readonly<Record<string, readonly [dimension: string, size: number]>> = {
  m: ['length', 1],
  cm: ['length', 0.01],
  mm: ['length', 0.001],
  km: ['length', 1000],
  '[in_i]': ['length', 0.0254],
  '[ft_i]': ['length', 0.3048],
  '[yd_i]': ['length', 0.9144],
  '[mi_i]': ['length', 1609.344],
  m2: ['area', 1],
  har: ['area', 10_000],
  km2: ['area', 1e6],
  '[sft_i]': ['area', 0.09290304],
  '[syd_i]': ['area', 0.83612736],
  '[acr_us]': ['area', 4046.87261],
  L: ['volume', 1],
  m3: ['volume', 1000],
  '[gal_us]': ['volume', 3.785411784],
  d: ['time', 1],
  wk: ['time', 7],
  mo: ['time', 30.4375],
  a: ['time', 365.25],
  kg: ['mass', 1],
  t: ['mass', 1000],
  '[lb_av]': ['mass', 0.45359237],
  W: ['power', 1],
  kW: ['power', 1000],
}

/** A number in another unit of the same dimension, to six significant decimals; null when the table does not know how. */
export function convertUnit(value: number, from: string, to: string): number | null {
  if (from === to) return value
  const [source, target] = [units[from], units[to]]
  if (source === undefined || target === undefined || source[0] !== target[0]) return null
  return Math.round(((value * source[1]) / target[1]) * 1e6) / 1e6
}
