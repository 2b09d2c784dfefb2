import { readFileSync } from 'node:fs'
import { decodeModel } from './decode-model.ts'
import type { LinearModel } from './linear-model.ts'

/** The model `models/<name>.bin` that is shipped with this package. Read it once, at start. */
export function loadModel(name: 'intents' | 'property-types' | 'listing-intents'): LinearModel {
  return decodeModel(readFileSync(new URL(`../../models/${name}.bin`, import.meta.url)))
}
