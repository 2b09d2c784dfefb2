interface Placed {
  readonly latitude: number | null
  readonly longitude: number | null
}

const metersPerDegree = 111_195
const radians = Math.PI / 180

/** Metres between two positions, good to a percent below 100 km; null when one is not known. */
export function measureDistance(a: Placed, b: Placed): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null
  const north = b.latitude - a.latitude
  const turned = Math.abs(b.longitude - a.longitude)
  const east = Math.min(turned, 360 - turned) * Math.cos(((a.latitude + b.latitude) / 2) * radians)
  return Math.hypot(north, east) * metersPerDegree
}
