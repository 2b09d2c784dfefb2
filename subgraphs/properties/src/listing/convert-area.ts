/** An international square foot in square metres, exactly. */
const squareFoot = 0.09290304

/** An area in the unit asked for, to two decimals. Null stays null. */
export function convertArea(squareMeters: number | null, unit: 'SQUARE_METERS' | 'SQUARE_FEET'): number | null {
  if (squareMeters === null) return null
  const value = unit === 'SQUARE_FEET' ? squareMeters / squareFoot : squareMeters
  return Math.round(value * 100) / 100
}
