import { z } from 'zod'
import { createFolderStorage } from './create-folder-storage.ts'
import { createS3Storage } from './create-s3-storage.ts'
import type { PhotoStorage } from './photo-storage.ts'

const address = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
const text = (description: string, example: string) => z.string().min(1).optional().meta({ description, example })

/** Where uploaded pictures lie and are found; the embedded platform reads these too. */
export const photoSettings = {
  PUBLIC_URL: z
    .string()
    .refine((value) => address(value) && new URL(value).search === '' && new URL(value).hash === '', {
      message: 'must be an http:// or https:// address without query',
    })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional()
    .meta({
      description:
        'Where clients reach the router: addresses of uploaded pictures begin with it. http://localhost:4000 (`npm start`: the router’s own port) unless set.',
      example: 'https://api.example.com',
    }),
  PHOTO_FOLDER: text(
    'Folder of uploaded pictures where there is no S3; replicas have to share it. .data/photos (`npm start`: photos in DATA_DIR) unless set.',
    '/var/lib/ree-ai/photos',
  ),
  PHOTO_S3_ENDPOINT: z.string().refine(address, { message: 'must be an http:// or https:// address' }).optional().meta({
    description: 'S3-compatible store of uploaded pictures, without the bucket; a folder is used without one.',
    example: 'https://s3.eu-west-1.amazonaws.com',
  }),
  PHOTO_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .meta({ description: 'Bucket of uploaded pictures; it may stay private.', example: 'ree-ai-photos' }),
  PHOTO_S3_REGION: z.string().min(1).default('us-east-1').meta({
    description: 'Region of the bucket; `auto` for stores without regions.',
    example: 'eu-west-1',
  }),
  PHOTO_S3_ACCESS_KEY_ID: text('Who uses the bucket: may put, get and delete objects.', 'AKIAIOSFODNN7EXAMPLE'),
  PHOTO_S3_SECRET_ACCESS_KEY: text('The secret that belongs to PHOTO_S3_ACCESS_KEY_ID.', 'a secret'),
} as const

export type PhotoSettings = z.output<z.ZodObject<typeof photoSettings>>

/** An S3-compatible store is named whole or not at all. */
export function hasWholeS3(settings: Partial<PhotoSettings>): boolean {
  const { PHOTO_S3_ENDPOINT, PHOTO_S3_BUCKET, PHOTO_S3_ACCESS_KEY_ID, PHOTO_S3_SECRET_ACCESS_KEY } = settings
  const given = [PHOTO_S3_ENDPOINT, PHOTO_S3_BUCKET, PHOTO_S3_ACCESS_KEY_ID, PHOTO_S3_SECRET_ACCESS_KEY]
  return given.every((value) => value === undefined) || given.every((value) => value !== undefined)
}

export const s3Fault = {
  path: ['PHOTO_S3_ENDPOINT'],
  message: 'needs PHOTO_S3_BUCKET, PHOTO_S3_ACCESS_KEY_ID and PHOTO_S3_SECRET_ACCESS_KEY beside it, and they need it',
}

/** The storage that the settings name, or else the one that `fallback` makes. */
export function createPhotoStorage(
  settings: PhotoSettings,
  options: { readonly fallback: () => PhotoStorage },
): PhotoStorage {
  const { PHOTO_S3_ENDPOINT, PHOTO_S3_BUCKET, PHOTO_S3_ACCESS_KEY_ID, PHOTO_S3_SECRET_ACCESS_KEY } = settings
  if (PHOTO_S3_ENDPOINT && PHOTO_S3_BUCKET && PHOTO_S3_ACCESS_KEY_ID && PHOTO_S3_SECRET_ACCESS_KEY)
    return createS3Storage({
      endpoint: PHOTO_S3_ENDPOINT,
      bucket: PHOTO_S3_BUCKET,
      region: settings.PHOTO_S3_REGION,
      accessKeyId: PHOTO_S3_ACCESS_KEY_ID,
      secretAccessKey: PHOTO_S3_SECRET_ACCESS_KEY,
    })
  return settings.PHOTO_FOLDER === undefined ? options.fallback() : createFolderStorage(settings.PHOTO_FOLDER)
}
