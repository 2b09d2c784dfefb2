-- AlterTable
ALTER TABLE "properties"."Photo" ADD COLUMN     "looseSince" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "propertyId" UUID,
ADD COLUMN     "takenAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Photo_propertyId_looseSince_idx" ON "properties"."Photo"("propertyId", "looseSince");

-- AddForeignKey
ALTER TABLE "properties"."Photo" ADD CONSTRAINT "Photo_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "properties"."Property"("id") ON DELETE SET NULL ON UPDATE CASCADE;
