import { readFileSync } from 'node:fs'
import { decodeEmbeddingModel } from './embedding-file.ts'
import type { EmbeddingModel } from './embedding-model.ts'

const shipped = new URL('../../../models/embedding.bin', import.meta.url)
const loaded = new Map<string, EmbeddingModel>()

/**
 * The local embedding model (`subgraphs/kit/models/embedding.bin` unless another file is named), read at the first call and kept.
 * Trained by `subgraphs/kit/scripts/train-embedding.ts`. Throws when the file is missing or damaged.
 */
export function loadEmbeddingModel(file: URL | string = shipped): EmbeddingModel {
  const key = String(file)
  const known = loaded.get(key)
  if (known) return known
  const model = decodeEmbeddingModel(readFileSync(file))
  loaded.set(key, model)
  return model
}
