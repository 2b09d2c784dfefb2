-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "properties";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "rag";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "users";

-- CreateEnum
CREATE TYPE "properties"."ListingIntent" AS ENUM ('FOR_SALE', 'FOR_RENT');

-- CreateEnum
CREATE TYPE "properties"."PropertyType" AS ENUM ('APARTMENT', 'HOUSE', 'TOWNHOUSE', 'VILLA', 'LAND', 'OFFICE', 'RETAIL', 'INDUSTRIAL', 'OTHER');

-- CreateEnum
CREATE TYPE "properties"."StandardStatus" AS ENUM ('DRAFT', 'PENDING_REVIEW', 'ACTIVE', 'UNDER_CONTRACT', 'CLOSED', 'EXPIRED', 'WITHDRAWN', 'REJECTED');

-- CreateEnum
CREATE TYPE "properties"."AttributeValueType" AS ENUM ('BOOLEAN', 'NUMBER', 'TEXT', 'LIST', 'DATE');

-- CreateEnum
CREATE TYPE "properties"."AttributeStatus" AS ENUM ('KNOWN', 'NEW', 'REJECTED');

-- CreateEnum
CREATE TYPE "rag"."IndexStatus" AS ENUM ('PENDING', 'INDEXED', 'FAILED');

-- CreateEnum
CREATE TYPE "users"."Role" AS ENUM ('USER', 'AGENT', 'ADMIN');

-- CreateTable
CREATE TABLE "properties"."Property" (
    "id" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "listingIntent" "properties"."ListingIntent" NOT NULL,
    "propertyType" "properties"."PropertyType" NOT NULL,
    "standardStatus" "properties"."StandardStatus" NOT NULL DEFAULT 'DRAFT',
    "listPrice" DECIMAL(14,2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "livingArea" DOUBLE PRECISION,
    "lotSizeArea" DOUBLE PRECISION,
    "bedroomsTotal" INTEGER,
    "bathroomsTotal" DOUBLE PRECISION,
    "yearBuilt" INTEGER,
    "unparsedAddress" TEXT,
    "street" TEXT,
    "city" TEXT,
    "district" TEXT,
    "stateOrProvince" TEXT,
    "postalCode" TEXT,
    "country" CHAR(2),
    "cityKey" TEXT,
    "districtKey" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "photos" JSONB NOT NULL DEFAULT '[]',
    "contactName" TEXT,
    "contactEmail" TEXT,
    "contactPhone" TEXT,
    "isContactPublic" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT,
    "sourceKey" TEXT,
    "sourceHash" TEXT,
    "mutationKey" TEXT,
    "listedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sortedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Property_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."PriceChange" (
    "id" UUID NOT NULL,
    "propertyId" UUID NOT NULL,
    "listPrice" DECIMAL(14,2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PriceChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."StatusChange" (
    "id" UUID NOT NULL,
    "propertyId" UUID NOT NULL,
    "fromStatus" "properties"."StandardStatus",
    "toStatus" "properties"."StandardStatus" NOT NULL,
    "actorId" TEXT NOT NULL,
    "reason" TEXT,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StatusChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."AttributeDefinition" (
    "key" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "valueType" "properties"."AttributeValueType" NOT NULL,
    "unit" TEXT,
    "synonyms" TEXT[],
    "propertyTypes" "properties"."PropertyType"[],
    "status" "properties"."AttributeStatus" NOT NULL DEFAULT 'NEW',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AttributeDefinition_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "properties"."PropertyChange" (
    "id" BIGSERIAL NOT NULL,
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "propertyId" UUID NOT NULL,

    CONSTRAINT "PropertyChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."ImportJob" (
    "id" UUID NOT NULL,
    "ownerId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rag"."Document" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "source" TEXT,
    "body" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" "rag"."IndexStatus" NOT NULL DEFAULT 'PENDING',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "attemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "indexVersion" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rag"."Passage" (
    "id" SERIAL NOT NULL,
    "documentId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "headings" TEXT[],
    "length" INTEGER NOT NULL,
    "model" TEXT NOT NULL,

    CONSTRAINT "Passage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rag"."PassageTerm" (
    "term" TEXT NOT NULL,
    "passageId" INTEGER NOT NULL,
    "frequency" INTEGER NOT NULL,

    CONSTRAINT "PassageTerm_pkey" PRIMARY KEY ("term","passageId")
);

-- CreateTable
CREATE TABLE "rag"."Listing" (
    "id" SERIAL NOT NULL,
    "propertyId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "contentHash" TEXT NOT NULL,
    "ownerId" UUID NOT NULL,
    "standardStatus" TEXT NOT NULL,
    "listingIntent" TEXT NOT NULL,
    "propertyType" TEXT NOT NULL,
    "listPrice" DECIMAL(14,2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "livingArea" DOUBLE PRECISION,
    "lotSizeArea" DOUBLE PRECISION,
    "bedroomsTotal" INTEGER,
    "bathroomsTotal" DOUBLE PRECISION,
    "yearBuilt" INTEGER,
    "cityKey" TEXT,
    "districtKey" TEXT,
    "stateOrProvince" TEXT,
    "postalCode" TEXT,
    "country" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "completeness" DOUBLE PRECISION,
    "listedAt" TIMESTAMPTZ(3),
    "length" INTEGER NOT NULL,
    "model" TEXT NOT NULL,

    CONSTRAINT "Listing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rag"."ListingTerm" (
    "term" TEXT NOT NULL,
    "listingId" INTEGER NOT NULL,
    "frequency" INTEGER NOT NULL,

    CONSTRAINT "ListingTerm_pkey" PRIMARY KEY ("term","listingId")
);

-- CreateTable
CREATE TABLE "rag"."IndexedWord" (
    "collection" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "frequency" INTEGER NOT NULL,

    CONSTRAINT "IndexedWord_pkey" PRIMARY KEY ("collection","word")
);

-- CreateTable
CREATE TABLE "rag"."IndexPosition" (
    "name" TEXT NOT NULL,
    "position" TEXT,

    CONSTRAINT "IndexPosition_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "users"."User" (
    "id" UUID NOT NULL,
    "email" CITEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "fullName" TEXT,
    "role" "users"."Role" NOT NULL DEFAULT 'USER',
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."Session" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."RefreshToken" (
    "id" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RefreshToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."SignInThrottle" (
    "key" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "lastAttemptAt" TIMESTAMPTZ(3) NOT NULL,
    "lockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "SignInThrottle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "users"."SigningKey" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "publicJwk" JSONB NOT NULL,
    "privateJwk" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "SigningKey_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "users"."AuditEvent" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "userId" UUID,
    "actorId" TEXT,
    "address" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Property_standardStatus_sortedAt_id_idx" ON "properties"."Property"("standardStatus", "sortedAt", "id");

-- CreateIndex
CREATE INDEX "Property_standardStatus_listPrice_id_idx" ON "properties"."Property"("standardStatus", "listPrice", "id");

-- CreateIndex
CREATE INDEX "Property_standardStatus_cityKey_districtKey_idx" ON "properties"."Property"("standardStatus", "cityKey", "districtKey");

-- CreateIndex
CREATE INDEX "Property_standardStatus_livingArea_id_idx" ON "properties"."Property"("standardStatus", "livingArea", "id");

-- CreateIndex
CREATE INDEX "Property_standardStatus_bedroomsTotal_id_idx" ON "properties"."Property"("standardStatus", "bedroomsTotal", "id");

-- CreateIndex
CREATE INDEX "Property_standardStatus_yearBuilt_id_idx" ON "properties"."Property"("standardStatus", "yearBuilt", "id");

-- CreateIndex
CREATE INDEX "Property_standardStatus_expiresAt_idx" ON "properties"."Property"("standardStatus", "expiresAt");

-- CreateIndex
CREATE INDEX "Property_postalCode_idx" ON "properties"."Property"("postalCode");

-- CreateIndex
CREATE INDEX "Property_latitude_longitude_idx" ON "properties"."Property"("latitude", "longitude");

-- CreateIndex
CREATE INDEX "Property_ownerId_sortedAt_idx" ON "properties"."Property"("ownerId", "sortedAt");

-- CreateIndex
CREATE INDEX "Property_attributes_idx" ON "properties"."Property" USING GIN ("attributes");

-- CreateIndex
CREATE UNIQUE INDEX "Property_ownerId_source_sourceKey_key" ON "properties"."Property"("ownerId", "source", "sourceKey");

-- CreateIndex
CREATE UNIQUE INDEX "Property_ownerId_mutationKey_key" ON "properties"."Property"("ownerId", "mutationKey");

-- CreateIndex
CREATE INDEX "PriceChange_propertyId_changedAt_idx" ON "properties"."PriceChange"("propertyId", "changedAt");

-- CreateIndex
CREATE INDEX "StatusChange_propertyId_changedAt_idx" ON "properties"."StatusChange"("propertyId", "changedAt");

-- CreateIndex
CREATE UNIQUE INDEX "PropertyChange_propertyId_key" ON "properties"."PropertyChange"("propertyId");

-- CreateIndex
CREATE INDEX "PropertyChange_txid_id_idx" ON "properties"."PropertyChange"("txid", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Document_source_key" ON "rag"."Document"("source");

-- CreateIndex
CREATE INDEX "Document_status_attemptAt_idx" ON "rag"."Document"("status", "attemptAt");

-- CreateIndex
CREATE INDEX "Document_createdAt_id_idx" ON "rag"."Document"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Passage_documentId_ordinal_key" ON "rag"."Passage"("documentId", "ordinal");

-- CreateIndex
CREATE INDEX "PassageTerm_passageId_idx" ON "rag"."PassageTerm"("passageId");

-- CreateIndex
CREATE UNIQUE INDEX "Listing_propertyId_key" ON "rag"."Listing"("propertyId");

-- CreateIndex
CREATE INDEX "Listing_cityKey_districtKey_idx" ON "rag"."Listing"("cityKey", "districtKey");

-- CreateIndex
CREATE INDEX "Listing_listPrice_idx" ON "rag"."Listing"("listPrice");

-- CreateIndex
CREATE INDEX "Listing_attributes_idx" ON "rag"."Listing" USING GIN ("attributes");

-- CreateIndex
CREATE INDEX "ListingTerm_listingId_idx" ON "rag"."ListingTerm"("listingId");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "users"."User"("email");

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "users"."User"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "users"."Session"("userId");

-- CreateIndex
CREATE INDEX "Session_endedAt_id_idx" ON "users"."Session"("endedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "RefreshToken_tokenHash_key" ON "users"."RefreshToken"("tokenHash");

-- CreateIndex
CREATE INDEX "RefreshToken_sessionId_idx" ON "users"."RefreshToken"("sessionId");

-- CreateIndex
CREATE INDEX "SignInThrottle_lastAttemptAt_idx" ON "users"."SignInThrottle"("lastAttemptAt");

-- CreateIndex
CREATE INDEX "AuditEvent_userId_at_idx" ON "users"."AuditEvent"("userId", "at");

-- AddForeignKey
ALTER TABLE "properties"."PriceChange" ADD CONSTRAINT "PriceChange_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."StatusChange" ADD CONSTRAINT "StatusChange_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rag"."Passage" ADD CONSTRAINT "Passage_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "rag"."Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"."User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."RefreshToken" ADD CONSTRAINT "RefreshToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "users"."Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- The vector columns exist where pgvector does. Called again at each start, so that installing the extension later
-- is enough. Returns whether vectors can be stored.
CREATE OR REPLACE FUNCTION "rag"."ensure_vectors"() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector') THEN
    RETURN false;
  END IF;
  ALTER TABLE "rag"."Passage" ADD COLUMN IF NOT EXISTS "embedding" vector(384);
  ALTER TABLE "rag"."Listing" ADD COLUMN IF NOT EXISTS "embedding" vector(384);
  RETURN true;
END $$;

SELECT "rag"."ensure_vectors"();
