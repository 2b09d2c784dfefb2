import { featureCount, type LinearModel } from './linear-model.ts'

export const modelMagic = 'REELM1'
const prunedShare = 0.02

/**
 * A model as bytes: magic, length of a JSON header (uint32, little endian), the header (labels, bias, temperature, scale, rows), then
 * the rows' features (uint16) and their weights (int8, one for each label). Weights are quantised to 1/127 of the largest;
 * rows with none over 2 % of it are left out.
 */
export function encodeModel(model: LinearModel): Buffer {
  const count = model.labels.length
  let largest = 0
  for (const weight of model.weights) largest = Math.max(largest, Math.abs(weight))
  const rows: number[] = []
  for (let feature = 0; feature < featureCount; feature++) {
    const row = model.weights.subarray(feature * count, (feature + 1) * count)
    if (row.some((weight) => Math.abs(weight) > largest * prunedShare)) rows.push(feature)
  }
  const scale = largest / 127
  const header = Buffer.from(
    JSON.stringify({
      labels: model.labels,
      bias: [...model.bias],
      temperature: model.temperature,
      scale,
      rows: rows.length,
    }),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const features = Buffer.alloc(rows.length * 2)
  const weights = Buffer.alloc(rows.length * count)
  rows.forEach((feature, i) => {
    features.writeUInt16LE(feature, i * 2)
    for (let label = 0; label < count; label++) {
      weights.writeInt8(Math.round((model.weights[feature * count + label] as number) / scale), i * count + label)
    }
  })
  return Buffer.concat([Buffer.from(modelMagic), length, header, features, weights])
}
