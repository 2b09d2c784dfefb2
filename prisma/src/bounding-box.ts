import type { BoundingBox, Circle } from './property-filter.ts'

/** A little less than the Earth's smallest radius: the box is never too small. */
const radiusMeters = 6_335_000

/** The smallest rectangle of the map that holds a circle; all longitudes when the circle holds a pole. */
export function boundingBox(circle: Circle): BoundingBox {
  const angle = circle.radiusMeters / radiusMeters
  const reach = (angle * 180) / Math.PI
  const south = circle.latitude - reach
  const north = circle.latitude + reach
  if (south <= -90 || north >= 90) {
    return { south: Math.max(south, -90), west: -180, north: Math.min(north, 90), east: 180 }
  }
  const spread = (Math.asin(Math.min(1, Math.sin(angle) / Math.cos((circle.latitude * Math.PI) / 180))) * 180) / Math.PI
  if (spread >= 90) return { south, west: -180, north, east: 180 }
  return { south, west: wrap(circle.longitude - spread), north, east: wrap(circle.longitude + spread) }
}

function wrap(longitude: number): number {
  if (longitude < -180) return longitude + 360
  return longitude > 180 ? longitude - 360 : longitude
}
