-- Lists by rooms and by year are counted and found without reading the listings' texts, as those by type are.
DROP INDEX "properties"."Property_standardStatus_bedroomsTotal_id_idx";
DROP INDEX "properties"."Property_standardStatus_yearBuilt_id_idx";

-- Partial indexes and INCLUDE are not in Prisma's schema.
CREATE INDEX "Property_rooms_idx" ON "properties"."Property" ("standardStatus", "bedroomsTotal", "id")
  INCLUDE ("listingIntent", "propertyType", "bathroomsTotal", "yearBuilt", "livingArea", "lotSizeArea", "sortedAt", "ownerId", "listPrice", "currency",
    "cityKey", "city", "districtKey", "district")
  WHERE "deletedAt" IS NULL;

CREATE INDEX "Property_year_idx" ON "properties"."Property" ("standardStatus", "yearBuilt", "id")
  INCLUDE ("listingIntent", "propertyType", "bedroomsTotal", "bathroomsTotal", "livingArea", "lotSizeArea", "sortedAt", "ownerId", "listPrice", "currency",
    "cityKey", "city", "districtKey", "district")
  WHERE "deletedAt" IS NULL;
