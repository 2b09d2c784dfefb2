-- AlterTable
ALTER TABLE "properties"."AttributeDefinition" ADD COLUMN     "description" TEXT,
ADD COLUMN     "edition" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "examples" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "kinds" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "listingCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "usageCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "words" JSONB NOT NULL DEFAULT '{}';

-- What was listed without its language until the catalogue file of this release is read.
UPDATE "properties"."AttributeDefinition" SET "words" = jsonb_build_object('und', "synonyms") WHERE cardinality("synonyms") > 0;

-- CreateTable
CREATE TABLE "properties"."AttributeReview" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "knownKey" TEXT,
    "reviewerId" TEXT NOT NULL,
    "note" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "reviewedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AttributeReview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."AttributeMove" (
    "key" TEXT NOT NULL,
    "toKey" TEXT,
    "fromUnit" TEXT,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "moved" INTEGER NOT NULL DEFAULT 0,
    "kept" INTEGER NOT NULL DEFAULT 0,
    "keptSoFar" INTEGER NOT NULL DEFAULT 0,
    "keptExamples" JSONB NOT NULL DEFAULT '[]',
    "isFinal" BOOLEAN NOT NULL DEFAULT false,
    "afterId" UUID,
    "finalFrom" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),

    CONSTRAINT "AttributeMove_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "AttributeReview_key_reviewedAt_idx" ON "properties"."AttributeReview"("key", "reviewedAt");

-- CreateIndex
CREATE INDEX "AttributeMove_dueAt_idx" ON "properties"."AttributeMove"("dueAt");

-- CreateIndex
CREATE INDEX "AttributeDefinition_status_listingCount_key_idx" ON "properties"."AttributeDefinition"("status", "listingCount" DESC, "key");
