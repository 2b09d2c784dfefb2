-- CreateEnum
CREATE TYPE "properties"."SearchNotify" AS ENUM ('INSTANT', 'DAILY', 'WEEKLY', 'NEVER');

-- CreateEnum
CREATE TYPE "properties"."SearchMatchKind" AS ENUM ('NEW_LISTING', 'PRICE_DROP');

-- CreateEnum
CREATE TYPE "users"."AccountTokenPurpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');

-- AlterTable
ALTER TABLE "properties"."AttributeDefinition" ADD COLUMN     "mappedTo" TEXT,
ADD COLUMN     "reviewedAt" TIMESTAMPTZ(3),
ADD COLUMN     "reviewedBy" TEXT;

-- AlterTable
ALTER TABLE "properties"."Property" ADD COLUMN     "deletedAt" TIMESTAMPTZ(3),
ADD COLUMN     "engagement" DOUBLE PRECISION,
ADD COLUMN     "fingerprint" TEXT;

-- AlterTable
ALTER TABLE "rag"."Listing" ADD COLUMN     "engagement" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "users"."Session" ADD COLUMN     "address" TEXT,
ADD COLUMN     "device" TEXT;

-- AlterTable
ALTER TABLE "users"."SignInThrottle" ADD COLUMN     "locks" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "users"."User" ADD COLUMN     "emailVerifiedAt" TIMESTAMPTZ(3),
ADD COLUMN     "erasureRequestedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "properties"."TextSignature" (
    "propertyId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "minima" INTEGER[],
    "bands" BIGINT[],

    CONSTRAINT "TextSignature_pkey" PRIMARY KEY ("propertyId")
);

-- CreateTable
CREATE TABLE "properties"."Photo" (
    "id" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "objectKey" TEXT NOT NULL,
    "readyAt" TIMESTAMPTZ(3),
    "contentType" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "bytes" INTEGER,
    "sha256" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Photo_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."Favorite" (
    "userId" UUID NOT NULL,
    "propertyId" UUID NOT NULL,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Favorite_pkey" PRIMARY KEY ("userId","propertyId")
);

-- CreateTable
CREATE TABLE "properties"."SavedSearch" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "query" TEXT,
    "conditions" JSONB NOT NULL DEFAULT '{}',
    "terms" TEXT[],
    "notify" "properties"."SearchNotify" NOT NULL DEFAULT 'DAILY',
    "listingIntent" "properties"."ListingIntent",
    "propertyTypes" "properties"."PropertyType"[],
    "cityKeys" TEXT[],
    "currency" CHAR(3),
    "priceMin" DECIMAL(14,2),
    "priceMax" DECIMAL(14,2),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "digestAt" TIMESTAMPTZ(3),

    CONSTRAINT "SavedSearch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."SavedSearchMatch" (
    "id" BIGSERIAL NOT NULL,
    "savedSearchId" UUID NOT NULL,
    "propertyId" UUID NOT NULL,
    "kind" "properties"."SearchMatchKind" NOT NULL,
    "listPrice" DECIMAL(14,2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "matchedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "digestedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SavedSearchMatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."MatchTask" (
    "id" BIGSERIAL NOT NULL,
    "propertyId" UUID NOT NULL,
    "kind" "properties"."SearchMatchKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MatchTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."Inquiry" (
    "id" UUID NOT NULL,
    "propertyId" UUID NOT NULL,
    "senderId" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answeredAt" TIMESTAMPTZ(3),
    "senderReadAt" TIMESTAMPTZ(3),
    "ownerReadAt" TIMESTAMPTZ(3),

    CONSTRAINT "Inquiry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."InquiryMessage" (
    "id" UUID NOT NULL,
    "inquiryId" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "mutationKey" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InquiryMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."InquiryBlock" (
    "userId" UUID NOT NULL,
    "blockedId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InquiryBlock_pkey" PRIMARY KEY ("userId","blockedId")
);

-- CreateTable
CREATE TABLE "properties"."ListingActivity" (
    "propertyId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "views" INTEGER NOT NULL DEFAULT 0,
    "favorites" INTEGER NOT NULL DEFAULT 0,
    "inquiries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ListingActivity_pkey" PRIMARY KEY ("propertyId","day")
);

-- CreateTable
CREATE TABLE "properties"."JobLease" (
    "name" TEXT NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "JobLease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "properties"."FollowPosition" (
    "name" TEXT NOT NULL,
    "position" TEXT NOT NULL,

    CONSTRAINT "FollowPosition_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "users"."AccountToken" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "purpose" "users"."AccountTokenPurpose" NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "email" CITEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccountToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."ErasedAccount" (
    "id" BIGSERIAL NOT NULL,
    "userId" UUID NOT NULL,
    "erasedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ErasedAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."Mail" (
    "id" UUID NOT NULL,
    "key" TEXT,
    "userId" UUID,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TextSignature_bands_idx" ON "properties"."TextSignature" USING GIN ("bands");

-- CreateIndex
CREATE UNIQUE INDEX "Photo_objectKey_key" ON "properties"."Photo"("objectKey");

-- CreateIndex
CREATE INDEX "Photo_ownerId_createdAt_idx" ON "properties"."Photo"("ownerId", "createdAt");

-- CreateIndex
CREATE INDEX "Photo_readyAt_createdAt_idx" ON "properties"."Photo"("readyAt", "createdAt");

-- CreateIndex
CREATE INDEX "Favorite_userId_createdAt_propertyId_idx" ON "properties"."Favorite"("userId", "createdAt", "propertyId");

-- CreateIndex
CREATE INDEX "Favorite_propertyId_idx" ON "properties"."Favorite"("propertyId");

-- CreateIndex
CREATE INDEX "SavedSearch_userId_createdAt_idx" ON "properties"."SavedSearch"("userId", "createdAt");

-- CreateIndex
CREATE INDEX "SavedSearch_digestAt_idx" ON "properties"."SavedSearch"("digestAt");

-- CreateIndex
CREATE INDEX "SavedSearch_listingIntent_priceMin_priceMax_idx" ON "properties"."SavedSearch"("listingIntent", "priceMin", "priceMax");

-- CreateIndex
CREATE INDEX "SavedSearchMatch_savedSearchId_digestedAt_matchedAt_idx" ON "properties"."SavedSearchMatch"("savedSearchId", "digestedAt", "matchedAt");

-- CreateIndex
CREATE INDEX "SavedSearchMatch_propertyId_idx" ON "properties"."SavedSearchMatch"("propertyId");

-- CreateIndex
CREATE UNIQUE INDEX "SavedSearchMatch_savedSearchId_propertyId_kind_listPrice_key" ON "properties"."SavedSearchMatch"("savedSearchId", "propertyId", "kind", "listPrice");

-- CreateIndex
CREATE INDEX "Inquiry_senderId_updatedAt_id_idx" ON "properties"."Inquiry"("senderId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Inquiry_ownerId_updatedAt_id_idx" ON "properties"."Inquiry"("ownerId", "updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Inquiry_propertyId_senderId_key" ON "properties"."Inquiry"("propertyId", "senderId");

-- CreateIndex
CREATE INDEX "InquiryMessage_inquiryId_createdAt_id_idx" ON "properties"."InquiryMessage"("inquiryId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "InquiryMessage_authorId_createdAt_idx" ON "properties"."InquiryMessage"("authorId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "InquiryMessage_authorId_mutationKey_key" ON "properties"."InquiryMessage"("authorId", "mutationKey");

-- CreateIndex
CREATE INDEX "ListingActivity_day_idx" ON "properties"."ListingActivity"("day");

-- CreateIndex
CREATE UNIQUE INDEX "AccountToken_tokenHash_key" ON "users"."AccountToken"("tokenHash");

-- CreateIndex
CREATE INDEX "AccountToken_userId_purpose_idx" ON "users"."AccountToken"("userId", "purpose");

-- CreateIndex
CREATE INDEX "AccountToken_expiresAt_idx" ON "users"."AccountToken"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "ErasedAccount_userId_key" ON "users"."ErasedAccount"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_key_key" ON "users"."Mail"("key");

-- CreateIndex
CREATE INDEX "Mail_sentAt_attemptAt_idx" ON "users"."Mail"("sentAt", "attemptAt");

-- CreateIndex
CREATE INDEX "Mail_userId_idx" ON "users"."Mail"("userId");

-- CreateIndex
CREATE INDEX "Property_fingerprint_idx" ON "properties"."Property"("fingerprint");

-- CreateIndex
CREATE INDEX "Property_deletedAt_idx" ON "properties"."Property"("deletedAt");

-- CreateIndex
CREATE INDEX "User_erasureRequestedAt_idx" ON "users"."User"("erasureRequestedAt");

-- AddForeignKey
ALTER TABLE "properties"."TextSignature" ADD CONSTRAINT "TextSignature_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."Favorite" ADD CONSTRAINT "Favorite_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."SavedSearchMatch" ADD CONSTRAINT "SavedSearchMatch_savedSearchId_fkey" FOREIGN KEY ("savedSearchId") REFERENCES "properties"."SavedSearch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."SavedSearchMatch" ADD CONSTRAINT "SavedSearchMatch_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."Inquiry" ADD CONSTRAINT "Inquiry_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."InquiryMessage" ADD CONSTRAINT "InquiryMessage_inquiryId_fkey" FOREIGN KEY ("inquiryId") REFERENCES "properties"."Inquiry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."ListingActivity" ADD CONSTRAINT "ListingActivity_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."AccountToken" ADD CONSTRAINT "AccountToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"."User"("id") ON DELETE CASCADE ON UPDATE CASCADE;


