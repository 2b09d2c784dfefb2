-- CreateEnum
CREATE TYPE "properties"."ContactVisibility" AS ENUM ('EVERYONE', 'SIGNED_IN', 'INQUIRERS', 'NOBODY');

-- AlterTable
ALTER TABLE "properties"."Inquiry" ADD COLUMN     "propertyTitle" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "properties"."InquiryMessage" ADD COLUMN     "textHash" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "properties"."Property" ADD COLUMN     "contactVisibility" "properties"."ContactVisibility" NOT NULL DEFAULT 'NOBODY';

-- What owners showed to all until now stays so.
UPDATE "properties"."Property" SET "contactVisibility" = 'EVERYONE' WHERE "isContactPublic";

-- CreateTable
CREATE TABLE "properties"."InquiryReport" (
    "id" UUID NOT NULL,
    "inquiryId" UUID NOT NULL,
    "reporterId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedBy" TEXT,

    CONSTRAINT "InquiryReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "properties"."InquiryNotice" (
    "inquiryId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "sinceAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "InquiryNotice_pkey" PRIMARY KEY ("inquiryId","userId")
);

-- CreateTable
CREATE TABLE "properties"."ListingView" (
    "day" DATE NOT NULL,
    "viewerHash" TEXT NOT NULL,
    "propertyId" UUID NOT NULL,
    "networkHash" TEXT NOT NULL,

    CONSTRAINT "ListingView_pkey" PRIMARY KEY ("day","viewerHash","propertyId")
);

-- CreateTable
CREATE TABLE "properties"."ViewSalt" (
    "day" DATE NOT NULL,
    "salt" TEXT NOT NULL,

    CONSTRAINT "ViewSalt_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE INDEX "InquiryReport_resolvedAt_createdAt_id_idx" ON "properties"."InquiryReport"("resolvedAt", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "InquiryReport_inquiryId_reporterId_key" ON "properties"."InquiryReport"("inquiryId", "reporterId");

-- CreateIndex
CREATE INDEX "InquiryNotice_dueAt_idx" ON "properties"."InquiryNotice"("dueAt");

-- CreateIndex
CREATE INDEX "ListingView_propertyId_day_networkHash_idx" ON "properties"."ListingView"("propertyId", "day", "networkHash");

-- AddForeignKey
ALTER TABLE "properties"."InquiryReport" ADD CONSTRAINT "InquiryReport_inquiryId_fkey" FOREIGN KEY ("inquiryId") REFERENCES "properties"."Inquiry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."InquiryNotice" ADD CONSTRAINT "InquiryNotice_inquiryId_fkey" FOREIGN KEY ("inquiryId") REFERENCES "properties"."Inquiry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties"."ListingView" ADD CONSTRAINT "ListingView_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;
