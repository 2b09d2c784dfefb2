import type { KeepUntilChange } from '../change/keep-until-change.ts'
import { type Place, type PlaceStore, placesMax } from './place-store.ts'

/** Keeps the places until a listing changes: all of them, for finding the first takes as long. */
export function keepPlaces(places: PlaceStore, keep: KeepUntilChange<readonly Place[]>): PlaceStore {
  return {
    async findMany(limit) {
      const all = await keep('places', () => places.findMany(placesMax))
      return all.slice(0, limit)
    },
  }
}
