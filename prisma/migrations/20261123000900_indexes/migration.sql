-- DropIndex
DROP INDEX "properties"."Property_standardStatus_sortedAt_id_idx";

-- DropIndex
DROP INDEX "properties"."Property_ownerId_sortedAt_idx";

-- CreateIndex
CREATE INDEX "Property_ownerId_sortedAt_id_idx" ON "properties"."Property"("ownerId", "sortedAt", "id");

-- CreateIndex
CREATE INDEX "Property_ownerId_id_idx" ON "properties"."Property"("ownerId", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_at_id_idx" ON "users"."AuditEvent"("at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_action_at_id_idx" ON "users"."AuditEvent"("action", "at", "id");

-- Partial indexes and INCLUDE are not in Prisma's schema.
-- Newest first, and all that counting and most filters need: lists of listings are found without reading their texts.
-- Columns of fixed length stand first: those are read fastest where many entries are looked through.
CREATE INDEX "Property_listed_idx" ON "properties"."Property" ("standardStatus", "sortedAt", "id")
  INCLUDE ("listingIntent", "propertyType", "bedroomsTotal", "bathroomsTotal", "yearBuilt", "livingArea", "lotSizeArea", "latitude",
    "longitude", "ownerId", "listPrice", "currency", "cityKey", "city", "districtKey", "district", "stateOrProvince", "postalCode", "country")
  WHERE "deletedAt" IS NULL;

-- The same for a type of property and its size.
CREATE INDEX "Property_typed_idx" ON "properties"."Property" ("standardStatus", "propertyType", "livingArea")
  INCLUDE ("listingIntent", "bedroomsTotal", "bathroomsTotal", "yearBuilt", "lotSizeArea", "sortedAt", "id", "ownerId", "listPrice", "currency",
    "cityKey", "city", "districtKey", "district")
  WHERE "deletedAt" IS NULL;

-- What is counted of one account, over all its networks.
CREATE INDEX "SignInThrottle_key_idx" ON "users"."SignInThrottle" ("key" text_pattern_ops) WHERE "key" IS NOT NULL;

CREATE INDEX "Property_deleted_idx" ON "properties"."Property" ("ownerId", "deletedAt", "id") WHERE "deletedAt" IS NOT NULL;
