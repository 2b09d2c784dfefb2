-- DropIndex
DROP INDEX "properties"."SavedSearch_listingIntent_priceMin_priceMax_idx";

-- DropIndex
DROP INDEX "properties"."SavedSearchMatch_savedSearchId_propertyId_kind_listPrice_key";

-- AlterTable
ALTER TABLE "properties"."SavedSearch" ADD COLUMN     "understandAt" TIMESTAMPTZ(3),
ADD COLUMN     "understanding" JSONB;

-- CreateIndex
CREATE INDEX "SavedSearch_understandAt_idx" ON "properties"."SavedSearch"("understandAt");

-- CreateIndex
CREATE INDEX "SavedSearch_cityKeys_idx" ON "properties"."SavedSearch" USING GIN ("cityKeys");

-- CreateIndex
CREATE INDEX "SavedSearchMatch_savedSearchId_matchedAt_id_idx" ON "properties"."SavedSearchMatch"("savedSearchId", "matchedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "SavedSearchMatch_savedSearchId_propertyId_listPrice_currenc_key" ON "properties"."SavedSearchMatch"("savedSearchId", "propertyId", "listPrice", "currency");
