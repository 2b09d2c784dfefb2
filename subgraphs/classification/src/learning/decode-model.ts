import { createHash } from 'node:crypto'
import { z } from 'zod'
import { modelMagic } from './encode-model.ts'
import { featureCount, type LinearModel } from './linear-model.ts'

const headerSchema = z.object({
  labels: z.array(z.string()).min(2),
  bias: z.array(z.number()),
  temperature: z.number().positive(),
  scale: z.number().nonnegative(),
  rows: z.int().nonnegative().max(featureCount),
})

/** The model that `encodeModel` wrote; throws when the bytes are not one. */
export function decodeModel(bytes: Buffer): LinearModel {
  if (bytes.subarray(0, modelMagic.length).toString() !== modelMagic) throw new Error('not a model of this program')
  const headerStart = modelMagic.length + 4
  const headerEnd = headerStart + bytes.readUInt32LE(modelMagic.length)
  const header = headerSchema.parse(JSON.parse(bytes.subarray(headerStart, headerEnd).toString()))
  const count = header.labels.length
  if (bytes.length !== headerEnd + header.rows * (2 + count))
    throw new Error('the model is cut short or has bytes left over')
  const weights = new Float32Array(featureCount * count)
  const weightsStart = headerEnd + header.rows * 2
  for (let row = 0; row < header.rows; row++) {
    const feature = bytes.readUInt16LE(headerEnd + row * 2)
    for (let label = 0; label < count; label++) {
      weights[feature * count + label] = bytes.readInt8(weightsStart + row * count + label) * header.scale
    }
  }
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return {
    labels: header.labels,
    bias: Float32Array.from(header.bias),
    weights,
    temperature: header.temperature,
    version,
  }
}
